/**
 * <gz-call> around the hotline desk: the whole call by keyboard. Enter takes what stands there and goes on (`data-enter`
 * names where), figures choose in a list, function keys reach whatever has `data-key`; a clock counts the minutes.
 * Without it the page is a plain form.
 */
import { announce, say } from "../words.ts";

const BEGAN = "gz-call-began";
const MINUTE = 60_000;

class CallElement extends HTMLElement {
  private wish = "";
  private timer = 0;
  private readonly onKey = (event: KeyboardEvent): void => this.key(event);
  private readonly onSettle = (event: Event): void => this.settled(event.target as HTMLElement);

  connectedCallback(): void {
    document.addEventListener("keydown", this.onKey);
    document.addEventListener("htmx:afterSettle", this.onSettle);
    this.addEventListener("change", (event) => this.changed(event.target as HTMLElement));
    this.addEventListener("input", (event) => this.typed(event.target as HTMLElement));
    this.addEventListener("submit", (event) => this.beforeSending(event), { capture: true });
    if (document.readyState === "complete") this.start();
    else window.addEventListener("load", () => this.start(), { once: true });
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.onKey);
    document.removeEventListener("htmx:afterSettle", this.onSettle);
    window.clearInterval(this.timer);
  }

  /** Once htmx listens: ask for what belongs to a text that a draft has put back, and set the clock. */
  private start(): void {
    const words = this.find<HTMLTextAreaElement>("#id_description");
    const places = this.find<HTMLInputElement>("#id_place_words");
    if (!words?.value && !places?.value) sessionStorage.removeItem(BEGAN);
    if (words?.value) this.look("#id_description");
    if (places?.value) this.look("#id_place_words");
    if (words?.value) this.look("#call-known");
    this.readBack();
    this.tick();
    this.timer = window.setInterval(() => this.tick(), 5_000);
  }

  private find<E extends HTMLElement>(selector: string): E | null {
    return this.querySelector<E>(selector);
  }

  private look(selector: string): void {
    this.find(selector)?.dispatchEvent(new CustomEvent("gz:look"));
  }

  private key(event: KeyboardEvent): void {
    if (event.isComposing || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
    const target = event.target as HTMLElement;
    const name = (event.ctrlKey ? "Control+" : "") + event.key;
    const wanted = this.find(`[data-key="${CSS.escape(name)}"]`);
    if (wanted) this.reach(wanted);
    else if (event.ctrlKey || !this.contains(target)) return;
    else if (event.key === "Escape") this.find("#id_description")?.focus();
    else if (event.key === "Enter" && !event.shiftKey && !target.matches("button, a, summary")) this.enter(target);
    else if (/^[1-9]$/.test(event.key) && target.matches("input[type=radio]")) this.choose(target, Number(event.key));
    else return;
    event.preventDefault();
  }

  private reach(wanted: HTMLElement): void {
    if (wanted.matches("input[type=checkbox], a, button:not([data-focus-only])")) wanted.click();
    else wanted.focus();
  }

  private choose(target: HTMLElement, number: number): void {
    const radio = target.closest("[data-list]")?.querySelectorAll<HTMLInputElement>("input[type=radio]")[number - 1];
    if (!radio) return;
    this.take(radio);
    this.enter(radio);
  }

  private take(radio: HTMLInputElement): void {
    radio.focus();
    if (radio.checked) return;
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** Go on from a field; a search is asked once more, for its answer may not have come yet. */
  private enter(from: HTMLElement): void {
    const to = from.closest<HTMLElement>("[data-enter]")?.dataset["enter"];
    if (!to) return;
    if (!from.hasAttribute("hx-post")) return this.go(to);
    this.wish = to;
    from.dispatchEvent(new CustomEvent("gz:look"));
  }

  private go(to: string): void {
    const place = this.find(to);
    if (!place) return;
    if (place.matches("#call-find")) return place.click();
    if (!place.matches("[data-list]")) return place.focus();
    const radio = place.querySelector<HTMLInputElement>("input:checked") ?? place.querySelector<HTMLInputElement>("input[type=radio]");
    if (radio) this.take(radio);
    else announce(say("noMatches"));
  }

  private settled(target: HTMLElement): void {
    this.number(target);
    if (!this.wish || !target.matches(this.wish)) return;
    const to = this.wish;
    this.wish = "";
    this.go(to);
  }

  private number(list: HTMLElement): void {
    if (!list.matches("[data-list]")) return;
    list.querySelectorAll(".call-option > kbd").forEach((each, index) => (each.textContent = index < 9 ? String(index + 1) : ""));
  }

  /** What was chosen is kept in a field of its own, for a list is drawn anew as one types. */
  private changed(target: HTMLElement): void {
    if (!(target instanceof HTMLInputElement) || target.type !== "radio") return;
    const kept = this.find<HTMLInputElement>(`[data-mirror="${CSS.escape(target.name)}"]`);
    if (!kept || kept.value === target.value) return;
    kept.value = target.value;
    kept.dispatchEvent(new Event("input", { bubbles: true }));
    this.look("#call-known");
  }

  private typed(target: HTMLElement): void {
    if (target.matches("#id_phone")) this.readBack();
    if (target.matches("#call-code") || sessionStorage.getItem(BEGAN)) return;
    sessionStorage.setItem(BEGAN, String(Date.now()));
    this.tick();
  }

  private readBack(): void {
    const line = this.find("[data-readback]");
    const digits = this.find<HTMLInputElement>("#id_phone")?.value.replace(/\D/g, "") ?? "";
    if (!line) return;
    const groups = digits.length === 11 ? [digits.slice(0, 3), digits.slice(3, 7), digits.slice(7)] : (digits.match(/.{1,4}/g) ?? []);
    line.textContent = digits.length > 4 ? `${line.dataset["words"] ?? ""} ${groups.join(" ")}` : "";
  }

  /** Minutes, never seconds: a clerk should listen and not race. */
  private tick(): void {
    const clock = this.find("[data-clock]");
    if (!clock) return;
    const began = Number(sessionStorage.getItem(BEGAN));
    const minutes = began ? Math.floor((Date.now() - began) / MINUTE) : 0;
    const words = !began ? say("callWaiting") : minutes < 1 ? say("callUnder") : say("callMinutes", { n: minutes });
    if (clock.textContent !== words) clock.textContent = words;
  }

  private beforeSending(event: SubmitEvent): void {
    const told = this.find<HTMLInputElement>("[data-told]");
    if (!told || told.checked || event.submitter?.getAttribute("name") === "find") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    told.focus();
    announce(say("callDanger"));
  }
}

customElements.define("gz-call", CallElement);
