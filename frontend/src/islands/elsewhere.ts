/**
 * <gz-elsewhere from="…" to="…"> around the link from a report with a scanned place to one without: what was typed goes
 * along, the place does not. <gz-print> shows its button, which prints.
 */
const PLACE = ["lon", "lat", "accuracy", "area", "area_words", "place"];

class ElsewhereElement extends HTMLElement {
  connectedCallback(): void {
    this.querySelector("a")?.addEventListener("click", () => this.carry());
  }

  private carry(): void {
    const [from, to] = ["from", "to"].map((name) => `gz-draft:${this.getAttribute(name) ?? ""}`) as [string, string];
    try {
      const draft = JSON.parse(sessionStorage.getItem(from) ?? "{}") as Record<string, string[]>;
      for (const name of PLACE) delete draft[name];
      if (Object.keys(draft).length) sessionStorage.setItem(to, JSON.stringify(draft));
    } catch {
      // Without a store nothing was kept, and the link works all the same.
    }
  }
}

class PrintElement extends HTMLElement {
  connectedCallback(): void {
    const button = this.querySelector("button");
    if (!button) return;
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

customElements.define("gz-elsewhere", ElsewhereElement);
customElements.define("gz-print", PrintElement);
