/**
 * Keeps what was typed into a form in this tab (sessionStorage), so that an ended session, an error or a lost
 * connection loses nothing. Passwords, files and hidden fields are never kept.
 */
import { controls, debounced, make, type Control } from "./dom.ts";
import { announce, say } from "./words.ts";

type Draft = Record<string, string[]>;

const KEPT = "gz-draft:";
const SENT = "gz-draft-sent";

function store(): Storage | null {
  try {
    return window.sessionStorage;
  } catch {
    return null; // Storage is switched off: the form still works.
  }
}

function keeps(control: Control): boolean {
  if (control.hasAttribute("data-no-draft")) return false;
  return !(control instanceof HTMLInputElement && ["password", "file", "hidden", "submit", "button"].includes(control.type));
}

function isChoice(control: Control): control is HTMLInputElement {
  return control instanceof HTMLInputElement && (control.type === "radio" || control.type === "checkbox");
}

function read(form: HTMLFormElement): Draft {
  const draft: Draft = {};
  for (const control of controls(form).filter(keeps)) {
    if (isChoice(control) ? control.checked : control.value !== "") (draft[control.name] ??= []).push(control.value);
  }
  return draft;
}

/** Put kept text back into fields that the server left empty; return whether anything was put back. */
function write(form: HTMLFormElement, draft: Draft): boolean {
  let changed = false;
  const all = controls(form).filter(keeps);
  const answered = new Set(all.filter((each) => isChoice(each) && each.checked).map((each) => each.name));
  for (const control of all) {
    const values = draft[control.name] ?? [];
    if (isChoice(control)) {
      if (!values.includes(control.value) || control.checked || (control.type === "radio" && answered.has(control.name))) continue;
      control.checked = true;
    } else {
      const value = values[0];
      if (value === undefined || control.value === value || (control.value !== "" && !(control instanceof HTMLSelectElement))) continue;
      control.value = value;
    }
    changed = true;
    // What was put back must be in sight.
    for (let box = control.closest("details"); box; box = box.parentElement?.closest("details") ?? null) box.open = true;
    control.dispatchEvent(new Event("change", { bubbles: true }));
  }
  return changed;
}

/** Forget the draft of a key. */
export function forget(key: string): void {
  store()?.removeItem(KEPT + key);
}

/** Keep the form's text under the key from now on, and put back what was kept before; return whether anything was. */
export function keep(form: HTMLFormElement, key: string): boolean {
  const box = store();
  if (!box) return false;
  let restored = false;
  try {
    restored = write(form, JSON.parse(box.getItem(KEPT + key) ?? "{}") as Draft);
  } catch {
    box.removeItem(KEPT + key);
  }
  const save = (): void => {
    const draft = read(form);
    try {
      if (Object.keys(draft).length) box.setItem(KEPT + key, JSON.stringify(draft));
      else box.removeItem(KEPT + key);
    } catch {
      // The store is full: nothing to do that would help the reader.
    }
  };
  const later = debounced(300, save);
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  // On the document, for a form that fails its own checks is not sent.
  document.addEventListener("submit", (event) => {
    if (event.target !== form) return;
    save();
    if (!event.defaultPrevented) box.setItem(SENT, key);
  });
  window.addEventListener("pagehide", () => {
    if (box.getItem(SENT) !== key) save();
  });
  if (restored) announce(say("restored"));
  return restored;
}

/** After a form was sent: forget its draft if this page is a success, keep it if it is an error or a sign-in. */
export function settleSent(): void {
  const box = store();
  const key = box?.getItem(SENT);
  if (!box || !key) return;
  box.removeItem(SENT);
  const [visit] = performance.getEntriesByType("navigation") as (PerformanceNavigationTiming & { responseStatus?: number })[];
  const failed = (visit?.responseStatus ?? 200) >= 400 || visit?.type === "back_forward";
  if (failed || document.querySelector("[data-keep-drafts], [aria-invalid=true], [data-error]")) return;
  forget(key);
}

/** A line that says that text was restored, with a button that clears the form. */
export function restoredNote(form: HTMLFormElement, key: string): HTMLElement {
  const over = make("button", { type: "button", class: "btn btn-link" }, say("startOver"));
  over.addEventListener("click", () => {
    forget(key);
    for (const control of controls(form).filter(keeps)) {
      if (isChoice(control)) control.checked = false;
      else control.value = "";
    }
    window.location.assign(window.location.pathname + window.location.search);
  });
  return make("p", { class: "gz-restored" }, say("restored"), " ", over);
}
