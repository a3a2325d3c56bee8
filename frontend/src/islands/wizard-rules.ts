/** What a step of the wizard still lacks, said next to the field it is about. */
import { controls, make, type Control } from "../dom.ts";
import { say } from "../words.ts";

export interface Problem {
  control: Control | null;
  words: string;
}

/** Return what is wrong in a step; empty: one may go on. */
export function problemsOf(step: HTMLFieldSetElement): Problem[] {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  for (const control of controls(step)) {
    if (control.disabled || seen.has(control.name)) continue;
    const choice = control instanceof HTMLInputElement && control.type === "radio";
    if (choice) seen.add(control.name);
    if (!control.validity.valid) problems.push({ control, words: words(control) });
  }
  const any = step.dataset["requireOne"]?.split(",").map((name) => name.trim());
  if (any && !controls(step).some((each) => any.includes(each.name) && each.value.trim() !== "")) {
    problems.push({ control: null, words: step.dataset["requireWords"] ?? say("needed") });
  }
  return problems;
}

function words(control: Control): string {
  const { validity } = control;
  const own = control.dataset["required"];
  if (validity.valueMissing) return own ?? (control instanceof HTMLInputElement && control.type === "radio" ? say("neededChoice") : say("needed"));
  if (validity.tooLong && "maxLength" in control) return say("tooLong", { max: control.maxLength, now: control.value.length });
  if (validity.tooShort && "minLength" in control) return say("tooShort", { min: control.minLength });
  if (validity.typeMismatch && control instanceof HTMLInputElement && control.type === "email") return say("badMail");
  return control.title || say("badPattern");
}

/** Show a problem at its field, or at the top of the step. */
export function showProblem(step: HTMLFieldSetElement, { control, words }: Problem): void {
  const id = `gz-problem-${control?.name ?? step.dataset["step"] ?? ""}`;
  document.getElementById(id)?.remove();
  const line = make("p", { id, class: "invalid-feedback d-block", "data-problem": "" }, words);
  if (!control || control.type === "radio") {
    line.setAttribute("role", "alert");
    const cards = control?.closest(".gz-tiles, [data-cards]");
    if (cards) cards.after(line);
    else step.insertBefore(line, step.querySelector(".gz-wizard-buttons"));
    return;
  }
  control.setAttribute("aria-invalid", "true");
  control.setAttribute("aria-describedby", [control.getAttribute("aria-describedby"), id].filter(Boolean).join(" "));
  const group = control.closest("[data-field], .gz-field, .mb-3");
  if (group) group.append(line);
  else control.after(line);
}

/** Take the problem away when the field is changed. */
export function clearProblem(control: Control): void {
  if (!control.name) return;
  document.getElementById(`gz-problem-${control.name}`)?.remove();
  const step = control.closest<HTMLFieldSetElement>("fieldset[data-step]");
  if (step?.dataset["requireOne"]?.split(",").some((name) => name.trim() === control.name)) {
    document.getElementById(`gz-problem-${step.dataset["step"] ?? ""}`)?.remove();
  }
  const same = step ? controls(step).filter((each) => each.name === control.name) : [control];
  for (const each of same) each.removeAttribute("aria-invalid");
}
