/** <gz-draft key="…"> around a form keeps its text; <gz-draft-done key="…"> on the page after success forgets it. */
import { forget, keep, restoredNote } from "../drafts.ts";

class DraftElement extends HTMLElement {
  connectedCallback(): void {
    const form = this.querySelector("form") ?? this.closest("form");
    const key = this.getAttribute("key");
    if (!form || !key || form.dataset["kept"]) return;
    form.dataset["kept"] = key;
    if (keep(form, key)) form.prepend(restoredNote(form, key));
  }
}

class DraftDoneElement extends HTMLElement {
  connectedCallback(): void {
    const key = this.getAttribute("key");
    if (key) forget(key);
  }
}

customElements.define("gz-draft", DraftElement);
customElements.define("gz-draft-done", DraftDoneElement);
