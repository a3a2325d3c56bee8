/** The check page of the wizard: everything that was given, in the words of the labels, each with a way back to it. */
import { controls, make, type Control } from "../dom.ts";
import { say } from "../words.ts";

interface Line {
  label: string;
  value: string;
  step: string;
}

/** Fill the list with what the steps hold. */
export function fillCheck(list: HTMLElement, steps: HTMLFieldSetElement[]): void {
  const lines = steps.flatMap(linesOf);
  list.replaceChildren(
    ...lines.map((line) => {
      const change = make("a", { href: `#${line.step}`, "data-go-step": line.step }, say("change"), make("span", { class: "visually-hidden" }, ` ${line.label}`));
      return make("div", {}, make("dt", {}, line.label), make("dd", {}, make("span", { class: "gz-check-value" }, line.value || say("nothing")), " ", change));
    }),
  );
}

function linesOf(step: HTMLFieldSetElement): Line[] {
  const name = step.dataset["step"] ?? "";
  const lines: Line[] = [];
  const done = new Set<string>();
  const parts = step.querySelectorAll<HTMLElement>("input[name], select[name], textarea[name], [data-check-text], [data-answer]");
  for (const part of parts) {
    if (part.closest("[data-check-skip]")) continue;
    if (part.matches("[data-check-text], [data-answer]")) {
      const value = part.querySelector(".invalid-feedback") ? "" : clean(part);
      if (value) lines.push({ label: part.dataset["checkLabel"] ?? clean(step.querySelector("legend")), value, step: name });
      continue;
    }
    const control = part as Control;
    if (done.has(control.name) || control.type === "hidden" || control.type === "password" || control.hidden || control.closest("[hidden]:not(fieldset)")) continue;
    done.add(control.name);
    const value = valueOf(step, control);
    if (!value && control.closest("[data-check-if-given]")) continue;
    if (value || control.type !== "checkbox") lines.push({ label: labelOf(control), value, step: name });
  }
  return lines;
}

function labelOf(control: Control): string {
  const own = control.dataset["checkLabel"] ?? control.closest<HTMLElement>("[data-check-label]")?.dataset["checkLabel"];
  if (own) return own;
  const fieldset = control.closest("fieldset");
  const choice = control.type === "radio" || (control.type === "checkbox" && !fieldset?.dataset["step"]);
  const group = choice ? fieldset?.querySelector("legend") : null;
  const label = group ?? control.labels?.[0];
  return clean(label) || control.getAttribute("aria-label") || control.name;
}

function valueOf(step: HTMLFieldSetElement, control: Control): string {
  if (control instanceof HTMLSelectElement) return control.value ? clean(control.selectedOptions[0]) : "";
  if (control.type !== "radio" && control.type !== "checkbox") return control.value.trim();
  return controls(step)
    .filter((each): each is HTMLInputElement => each.name === control.name && (each as HTMLInputElement).checked)
    .map((each) => (each.type === "radio" || !each.closest("fieldset")?.dataset["step"] ? clean(each.labels?.[0]) : "") || say("yes"))
    .join("、");
}

/** The words of an element without hints, marks of required fields and icons. */
function clean(element: Element | null | undefined): string {
  if (!element) return "";
  const copy = element.cloneNode(true) as Element;
  for (const extra of copy.querySelectorAll("[data-hint], .form-text, .gz-hint, .gz-optional, svg, .visually-hidden")) extra.remove();
  return copy.textContent?.replace(/\s+/g, " ").trim() ?? "";
}
