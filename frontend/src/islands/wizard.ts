/**
 * <gz-wizard key="…"> around one long form shows its <fieldset data-step="…"> one at a time. Without it the form is
 * simply one page. The browser's back button goes one step back, the draft is kept, and an error of the server opens
 * its step.
 */
import { make, type Control } from "../dom.ts";
import { keep, restoredNote } from "../drafts.ts";
import { announce, say } from "../words.ts";
import { fillCheck } from "./wizard-check.ts";
import { clearProblem, problemsOf, showProblem } from "./wizard-rules.ts";

const ERRORS = "[aria-invalid=true], [data-error], .is-invalid";

class WizardElement extends HTMLElement {
  private steps: HTMLFieldSetElement[] = [];
  private form: HTMLFormElement | null = null;
  private at = 0;
  private bar: HTMLElement | null = null;
  private readonly onPop = (): void => {
    // The skip link changes the address too, but not the step.
    const index = this.stepInAddress();
    if (index > 0 || !window.location.hash) this.show(index, { focus: true });
  };

  connectedCallback(): void {
    this.form = this.querySelector("form");
    this.steps = [...this.querySelectorAll<HTMLFieldSetElement>("fieldset[data-step]")];
    if (!this.form || this.steps.length < 2 || this.dataset["ready"]) return;
    this.dataset["ready"] = "1";
    // A hidden field cannot be pointed at by the browser's own messages; ours are shown in its step.
    this.form.noValidate = true;
    const key = this.getAttribute("key");
    const restored = !!key && keep(this.form, key);
    if (restored && key) this.form.prepend(restoredNote(this.form, key));
    this.bar = this.makeBar();
    this.form.prepend(this.bar);
    this.steps.forEach((step, index) => step.append(this.makeButtons(step, index)));
    this.listen(this.form);
    this.show(this.firstStep(), { focus: !!this.querySelector(ERRORS) });
    if (this.at !== this.stepInAddress()) history.replaceState({}, "", this.address(this.at));
    window.addEventListener("popstate", this.onPop);
  }

  disconnectedCallback(): void {
    window.removeEventListener("popstate", this.onPop);
  }

  private listen(form: HTMLFormElement): void {
    form.addEventListener("submit", (event) => this.beforeSending(event));
    form.addEventListener("input", (event) => clearProblem(event.target as Control));
    form.addEventListener("change", (event) => clearProblem(event.target as Control));
    form.addEventListener("keydown", (event) => {
      const target = event.target as HTMLElement;
      if (event.key !== "Enter" || event.isComposing || !target.matches("input:not([type=submit])")) return;
      event.preventDefault();
      if (this.at < this.steps.length - 1) this.next();
    });
    form.addEventListener("click", (event) => {
      const link = (event.target as HTMLElement).closest<HTMLElement>("[data-go-step]");
      if (!link) return;
      event.preventDefault();
      this.go(this.steps.findIndex((step) => step.dataset["step"] === link.dataset["goStep"]));
    });
  }

  private makeBar(): HTMLElement {
    return make(
      "div",
      { class: "gz-wizard-bar" },
      make("progress", { max: String(this.steps.length), "aria-hidden": "true" }),
      make("p", { class: "gz-wizard-count", "data-count": "" }),
    );
  }

  private makeButtons(step: HTMLFieldSetElement, index: number): HTMLElement {
    const row = make("div", { class: "gz-wizard-buttons" });
    if (index > 0) {
      const back = make("button", { type: "button", class: "btn btn-outline-secondary" }, say("back"));
      back.addEventListener("click", () => this.back());
      row.append(back);
    }
    if (index < this.steps.length - 1) {
      const next = make("button", { type: "button", class: "btn btn-primary" }, step.dataset["next"] ?? say("next"));
      next.addEventListener("click", () => this.next());
      row.append(next);
    } else {
      const send = this.querySelector("[data-send]");
      if (send) row.append(send);
    }
    return row;
  }

  /** The step of the first error, else the one in the address if all before it is filled in, else the first. */
  private firstStep(): number {
    const wrong = this.steps.findIndex((step) => step.querySelector(ERRORS));
    if (wrong >= 0) return wrong;
    const wanted = this.stepInAddress();
    const open = this.steps.findIndex((step) => problemsOf(step).length > 0);
    return open >= 0 && open < wanted ? open : wanted;
  }

  private stepInAddress(): number {
    const name = window.location.hash.slice(1);
    return Math.max(0, this.steps.findIndex((step) => step.dataset["step"] === name));
  }

  private address(index: number): string {
    const { pathname, search } = window.location;
    return pathname + search + (index ? `#${this.steps[index]?.dataset["step"] ?? ""}` : "");
  }

  private next(): void {
    const step = this.steps[this.at];
    if (!step || !this.passes(step)) return;
    this.go(this.at + 1);
  }

  /** The way the browser's own button goes, unless the step before was never shown in this tab. */
  private back(): void {
    if ((history.state as { after?: number } | null)?.after === this.at - 1) return history.back();
    this.show(this.at - 1, { focus: true });
    history.replaceState({}, "", this.address(this.at));
  }

  private go(index: number): void {
    if (index < 0 || index >= this.steps.length || index === this.at) return;
    history.pushState({ after: this.at }, "", this.address(index));
    this.show(index, { focus: true });
  }

  private show(index: number, { focus }: { focus: boolean }): void {
    this.at = index;
    this.steps.forEach((step, each) => (step.hidden = each !== index));
    const step = this.steps[index];
    const words = say("step", { n: index + 1, of: this.steps.length });
    const bar = this.bar?.querySelector("progress");
    if (bar) bar.value = index + 1;
    const count = this.bar?.querySelector("[data-count]");
    if (count) count.replaceChildren(make("span", { "aria-hidden": "true" }, `${index + 1} / ${this.steps.length}`), make("span", { class: "visually-hidden" }, words));
    const check = step?.querySelector<HTMLElement>("[data-check]");
    if (check) fillCheck(check, this.steps.slice(0, index));
    this.dispatchEvent(new CustomEvent("gz:step", { bubbles: true, detail: { step: step?.dataset["step"] } }));
    if (!focus || !step) return;
    const wrong = step.querySelector<HTMLElement>(ERRORS);
    const heading = step.querySelector<HTMLElement>("h1, h2, legend");
    heading?.setAttribute("tabindex", "-1");
    (wrong && wrong.matches("input, select, textarea") ? wrong : heading)?.focus({ preventScroll: true });
    window.scrollTo({ top: 0 });
  }

  private passes(step: HTMLFieldSetElement): boolean {
    const problems = problemsOf(step);
    for (const problem of problems) showProblem(step, problem);
    if (!problems.length) return true;
    announce(problems.length === 1 ? say("fixOne") : say("fix", { n: problems.length }));
    const first = problems[0]?.control;
    if (first && !first.hidden) first.focus();
    return false;
  }

  private beforeSending(event: SubmitEvent): void {
    if (event.submitter?.hasAttribute("formaction")) return; // "me too" needs none of the fields
    const wrong = this.steps.findIndex((step) => problemsOf(step).length > 0);
    if (wrong < 0) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (wrong !== this.at) this.go(wrong);
    const step = this.steps[wrong];
    if (step) this.passes(step);
  }
}

customElements.define("gz-wizard", WizardElement);

