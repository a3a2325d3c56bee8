/**
 * <gz-aloud>: a button that reads the part of the page around it aloud, with the browser's own voice; nothing is sent
 * anywhere. Where the browser has no voice there is no button.
 */
import { make } from "../dom.ts";
import { say } from "../words.ts";

const READ = "h1, h2, h3, legend, label, p, li, dt, dd, td, th, summary";
const HIDDEN = "[hidden], .visually-hidden, [aria-hidden=true], .gz-menu, script";

/** Return what an element says to somebody who looks at it, each line once, in order. */
function lines(root: Element): string[] {
  const found: string[] = [];
  for (const each of root.querySelectorAll<HTMLElement>(READ)) {
    if (each.closest(HIDDEN) || each.querySelector(READ) || each.offsetParent === null) continue;
    const text = each.innerText.replace(/\s+/g, " ").trim();
    if (text) found.push(text + chosen(each));
  }
  return found;
}

/** Return what stands in the field of a label, so that one hears what one has typed or picked. */
function chosen(label: HTMLElement): string {
  const field = label instanceof HTMLLabelElement ? label.control : null;
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return "";
  if (field.type === "radio" || field.type === "checkbox") return (field as HTMLInputElement).checked ? ` (${say("chosen")})` : "";
  return field.value ? `: ${field.value}` : "";
}

class Aloud extends HTMLElement {
  connectedCallback(): void {
    if (!("speechSynthesis" in window) || this.querySelector("button")) return;
    const words = make("span", {}, say("aloud"));
    const picture = this.querySelector("svg");
    const button = make("button", { type: "button", class: "btn btn-ghost gz-aloud", "aria-pressed": "false" }, words);
    if (picture) button.prepend(picture);
    const still = (): void => {
      words.textContent = say("aloud");
      button.setAttribute("aria-pressed", "false");
    };
    button.addEventListener("click", () => {
      const reading = button.getAttribute("aria-pressed") === "true";
      speechSynthesis.cancel();
      if (reading) return still();
      const all = lines(this.closest("main") ?? document.body);
      all.forEach((text, index) => {
        const line = new SpeechSynthesisUtterance(text);
        line.lang = document.documentElement.lang.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
        if (index === all.length - 1) line.addEventListener("end", still);
        line.addEventListener("error", still);
        speechSynthesis.speak(line);
      });
      words.textContent = say("quiet");
      button.setAttribute("aria-pressed", "true");
    });
    // Leaving the page, or the step, ends the reading.
    window.addEventListener("pagehide", () => speechSynthesis.cancel());
    window.addEventListener("popstate", () => (speechSynthesis.cancel(), still()));
    this.append(button);
  }
}

customElements.define("gz-aloud", Aloud);
