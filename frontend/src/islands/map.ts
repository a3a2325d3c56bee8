/** <gz-map>: loads the map's own code when the element comes in sight; see map/open.ts for what it does. */

class MapElement extends HTMLElement {
  private watcher: IntersectionObserver | null = null;

  connectedCallback(): void {
    if (this.dataset["ready"]) return;
    this.watcher = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        this.watcher?.disconnect();
        this.dataset["ready"] = "1";
        void import("../map/open.ts").then(({ openMap }) => openMap(this));
      },
      { rootMargin: "200px" },
    );
    this.watcher.observe(this);
  }

  disconnectedCallback(): void {
    this.watcher?.disconnect();
  }
}

customElements.define("gz-map", MapElement);
