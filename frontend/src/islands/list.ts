/**
 * <gz-list> around the workbench list: j/k move, x selects, Enter opens, / searches, ? shows the keys; a bar counts what
 * is selected. The keys can be switched off (WCAG 2.1.4), and nothing depends on them.
 */
import { isTyping, make } from "../dom.ts";
import { announce, say } from "../words.ts";

const SWITCH = "gz-keys-off";

class ListElement extends HTMLElement {
  private help: HTMLDialogElement | null = null;
  private readonly onKey = (event: KeyboardEvent): void => this.key(event);

  connectedCallback(): void {
    document.addEventListener("keydown", this.onKey);
    this.addEventListener("change", (event) => this.changed(event));
    this.addEventListener("focusin", (event) => this.mark((event.target as HTMLElement).closest<HTMLElement>("[data-row]")));
    this.count(false);
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.onKey);
  }

  private get rows(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>("[data-row]")];
  }

  private get current(): HTMLElement | null {
    return this.querySelector<HTMLElement>("[data-row].is-current");
  }

  private get boxes(): HTMLInputElement[] {
    return [...this.querySelectorAll<HTMLInputElement>("[data-row-check]")];
  }

  private key(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey || isTyping(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key === "?") this.showHelp();
    else if (localStorage.getItem(SWITCH)) return;
    else if (event.key === "j") this.move(1);
    else if (event.key === "k") this.move(-1);
    else if (event.key === "x") this.toggle();
    else if (event.key === "/") this.search();
    else if (event.key === "Enter" && event.target === document.body) this.open();
    else return;
    event.preventDefault();
  }

  private move(by: number): void {
    const rows = this.rows;
    const at = this.current ? rows.indexOf(this.current) + by : by > 0 ? 0 : rows.length - 1;
    const row = rows[Math.max(0, Math.min(rows.length - 1, at))];
    if (!row) return;
    row.querySelector<HTMLElement>("[data-row-link]")?.focus({ preventScroll: true });
    this.mark(row);
    row.scrollIntoView({ block: "nearest" });
  }

  private mark(row: HTMLElement | null): void {
    if (!row) return;
    this.current?.classList.remove("is-current");
    row.classList.add("is-current");
  }

  private toggle(): void {
    const box = this.current?.querySelector<HTMLInputElement>("[data-row-check]");
    if (!box) return;
    box.checked = !box.checked;
    this.count();
  }

  private open(): void {
    this.current?.querySelector<HTMLAnchorElement>("[data-row-link]")?.click();
  }

  private search(): void {
    const field = document.querySelector<HTMLInputElement>("[data-list-search]");
    field?.focus();
    field?.select();
  }

  private changed(event: Event): void {
    const box = event.target as HTMLElement;
    if (box.matches("[data-check-all]")) for (const each of this.boxes) each.checked = (box as HTMLInputElement).checked;
    if (box.matches("[data-row-check], [data-check-all]")) this.count();
  }

  private count(aloud = true): void {
    const picked = this.boxes.filter((box) => box.checked);
    for (const row of this.rows) row.classList.toggle("is-selected", !!row.querySelector<HTMLInputElement>("[data-row-check]")?.checked);
    for (const bar of this.querySelectorAll<HTMLElement>("[data-selection]")) bar.hidden = picked.length === 0;
    for (const place of this.querySelectorAll("[data-selection-count]")) place.textContent = String(picked.length);
    if (aloud) announce(say("picked", { n: picked.length }));
  }

  private showHelp(): void {
    this.help ??= this.makeHelp();
    this.help.showModal();
  }

  private makeHelp(): HTMLDialogElement {
    const keys: [string[], string][] = [
      [["j", "k"], say("keyMove")],
      [["x"], say("keySelect")],
      [["Enter"], say("keyOpen")],
      [["/"], say("keySearch")],
      [["?"], say("keyHelp")],
    ];
    const lines = keys.map(([names, words]) =>
      make("div", {}, make("dt", {}, ...names.map((name) => make("kbd", {}, name))), make("dd", {}, words)),
    );
    const box = make("input", { type: "checkbox", class: "form-check-input" });
    box.checked = !localStorage.getItem(SWITCH);
    box.addEventListener("change", () => (box.checked ? localStorage.removeItem(SWITCH) : localStorage.setItem(SWITCH, "1")));
    const heading = make("h2", { class: "gz-dialog-title", id: "gz-keys" }, say("keysTitle"));
    const close = make("button", { class: "btn btn-primary" }, say("close"));
    const dialog = make(
      "dialog",
      { class: "gz-dialog", "aria-labelledby": "gz-keys" },
      heading,
      make("dl", { class: "gz-keys" }, ...lines),
      make("label", { class: "form-check" }, box, make("span", { class: "form-check-label" }, say("keysOn"))),
      make("form", { method: "dialog", class: "gz-dialog-actions", "data-again": "" }, close),
    );
    this.append(dialog);
    return dialog;
  }
}

customElements.define("gz-list", ListElement);
