/** <gz-receipt code="…">: buttons that copy the receipt code and print the page; without it one writes it down. */
import { make } from "../dom.ts";
import { announce, say } from "../words.ts";

class ReceiptElement extends HTMLElement {
  connectedCallback(): void {
    const code = this.getAttribute("code");
    if (!code || this.childElementCount) return;
    if (navigator.clipboard) {
      const copy = make("button", { type: "button", class: "btn btn-outline-primary" }, say("copyCode"));
      copy.addEventListener("click", () => void this.copy(code, copy));
      this.append(copy);
    }
    const print = make("button", { type: "button", class: "btn btn-outline-secondary" }, say("print"));
    print.addEventListener("click", () => window.print());
    this.append(print);
  }

  private async copy(code: string, button: HTMLButtonElement): Promise<void> {
    try {
      await navigator.clipboard.writeText(code);
      button.textContent = say("copied");
      announce(say("copied"));
    } catch {
      // The browser did not allow it; the code is on the page and can be marked with one tap.
    }
  }
}

customElements.define("gz-receipt", ReceiptElement);
