/**
 * <gz-category src="/categories/match" target="#cards"> around a search field: while one types, the radio cards in
 * the target are replaced by the matching ones; an empty field brings the first cards back.
 */
import { debounced } from "../dom.ts";
import { announce, say } from "../words.ts";

class CategoryElement extends HTMLElement {
  private field: HTMLInputElement | null = null;
  private target: HTMLElement | null = null;
  private first: Node[] = [];
  private asked = 0;

  connectedCallback(): void {
    this.field = this.querySelector<HTMLInputElement>("input");
    this.target = document.querySelector<HTMLElement>(this.getAttribute("target") ?? "#category-cards");
    if (!this.field || !this.target) return;
    this.first = [...this.target.childNodes];
    const ask = debounced(250, () => void this.ask());
    this.field.addEventListener("input", ask);
    // Enter in a search field would send the whole form.
    this.field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      void this.ask();
    });
    // On the form, for the same choice may also be made further down, by browsing.
    (this.closest("form") ?? this.target).addEventListener("change", (event) => this.remember(event.target as HTMLInputElement));
    if (this.field.value.trim()) void this.ask();
  }

  /** The choice stands in the address, so that a reload or a sign-in finds its card again, searched for or not. */
  private remember(chosen: HTMLInputElement): void {
    if (chosen.type !== "radio" || !chosen.checked || !chosen.closest("[data-card]")) return;
    const address = new URL(window.location.href);
    address.searchParams.set(chosen.name, chosen.value);
    history.replaceState(history.state, "", address);
  }

  private async ask(): Promise<void> {
    const words = this.field?.value.trim() ?? "";
    const turn = ++this.asked;
    if (!words) return this.show(this.first);
    try {
      const address = new URL(this.getAttribute("src") ?? "/categories/match", window.location.href);
      address.searchParams.set("q", words);
      const answer = await fetch(address, { headers: { "HX-Request": "true" } });
      if (turn !== this.asked || !answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (turn !== this.asked) return;
      this.show([...page.body.childNodes].map((node) => document.importNode(node, true)));
      const found = this.target?.querySelectorAll("input[type=radio], a").length ?? 0;
      announce(found ? say("matches", { n: found }) : say("noMatches"));
    } catch {
      // Without a connection the cards that are there stay and can be used.
    }
  }

  /** Show other cards, but never take away the one that is chosen. */
  private show(nodes: Node[]): void {
    if (!this.target) return;
    const chosen = this.target.querySelector<HTMLInputElement>("input[type=radio]:checked");
    const card = chosen?.closest("[data-card]");
    this.target.replaceChildren(...nodes);
    if (!chosen || !card) return;
    const same = [...this.target.querySelectorAll<HTMLInputElement>(`input[name="${chosen.name}"]`)].find((each) => each.value === chosen.value);
    if (same) same.checked = true;
    else this.target.prepend(card);
  }
}

customElements.define("gz-category", CategoryElement);
