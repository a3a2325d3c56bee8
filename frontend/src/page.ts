/** Small manners of every page: no double sending, a bar while loading, menus that close, dialogs that ask first. */
import { say } from "./words.ts";

const root = document.documentElement;

function busy(on: boolean): void {
  root.classList.toggle("gz-loading", on);
}

/** A form that is being sent cannot be sent again; the button says so. */
function guardForms(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || form.matches("[data-again], [method=dialog], [hx-get], [hx-post]")) return;
    if (form.dataset["sending"]) {
      event.preventDefault();
      return;
    }
    form.dataset["sending"] = "1";
    busy(true);
    // Only after the browser has read the form, else the button's own name and value would be left out.
    window.setTimeout(() => setSending(form, true));
  });
  window.addEventListener("pageshow", () => {
    busy(false);
    for (const form of document.querySelectorAll<HTMLFormElement>("form[data-sending]")) {
      delete form.dataset["sending"];
      setSending(form, false);
    }
  });
}

function setSending(form: HTMLFormElement, on: boolean): void {
  const buttons = [...form.elements].filter((each): each is HTMLButtonElement => each instanceof HTMLButtonElement && each.type === "submit");
  for (const button of buttons) {
    button.disabled = on;
    button.toggleAttribute("data-busy", on);
    if (on) button.setAttribute("aria-label", say("sending"));
    else button.removeAttribute("aria-label");
  }
}

function showLoading(): void {
  window.addEventListener("beforeunload", () => {
    busy(true);
    window.setTimeout(() => busy(false), 15_000);
  });
  document.addEventListener("htmx:beforeRequest", () => busy(true));
  document.addEventListener("htmx:afterRequest", () => busy(false));
}

function closeMenus(): void {
  const open = (): NodeListOf<HTMLDetailsElement> => document.querySelectorAll<HTMLDetailsElement>("details.gz-menu[open]");
  document.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target as Node)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      if (menu.contains(document.activeElement)) menu.querySelector("summary")?.focus();
    }
  });
}

function dialogs(): void {
  document.addEventListener("click", (event) => {
    const target = event.target as HTMLElement;
    const opener = target.closest<HTMLElement>("[data-open]");
    if (opener) dialog(opener.dataset["open"])?.showModal();
    if (target.closest("[data-close]")) target.closest("dialog")?.close();
    // A click beside an open dialog lands on the dialog element itself.
    if (target instanceof HTMLDialogElement && target.classList.contains("gz-dialog")) target.close();
  });
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target as HTMLFormElement;
      const ask = dialog(form.dataset["confirm"]);
      if (!ask || ask.returnValue === "yes") return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const { submitter } = event;
      ask.returnValue = "";
      ask.addEventListener("close", () => ask.returnValue === "yes" && form.requestSubmit(submitter), { once: true });
      ask.showModal();
    },
    { capture: true },
  );
}

function dialog(id: string | undefined): HTMLDialogElement | null {
  const found = id ? document.getElementById(id) : null;
  return found instanceof HTMLDialogElement ? found : null;
}

/** The first error summary takes the focus, so that it is read aloud and stands in sight. */
function focusErrors(): void {
  const summary = document.querySelector<HTMLElement>("[data-focus]");
  if (summary && !summary.closest("gz-wizard")) summary.focus();
}

/** Forms of one choice (language, theme) send themselves when the choice changes. */
function sendOnChange(): void {
  document.addEventListener("change", (event) => {
    const form = (event.target as HTMLElement).closest<HTMLFormElement>("form[data-send-on-change]");
    form?.requestSubmit();
  });
}

export function settlePage(): void {
  guardForms();
  showLoading();
  closeMenus();
  dialogs();
  focusErrors();
  sendOnChange();
}
