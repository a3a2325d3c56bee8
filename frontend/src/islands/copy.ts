/** <gz-copy>: a button that copies the field inside; the field can be selected by hand without it. */
class Copy extends HTMLElement {
  connectedCallback(): void {
    const field = this.querySelector<HTMLInputElement>("input[readonly]");
    if (!field || this.querySelector("button")) return;
    field.addEventListener("focus", () => field.select());
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-outline-primary";
    button.textContent = this.dataset["copy"] ?? "";
    const said = document.createElement("span");
    said.setAttribute("role", "status");
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(field.value);
      } catch {
        // Without HTTPS browsers keep the clipboard to themselves; the old command still works on a selection.
        field.select();
        document.execCommand("copy");
      }
      said.textContent = this.dataset["copied"] ?? "";
    });
    this.append(button, said);
  }
}

customElements.define("gz-copy", Copy);
