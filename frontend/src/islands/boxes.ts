/**
 * <gz-boxes> around a picture with its boxes: drag a rectangle and its numbers go into the form beside it. With the
 * keyboard one gives the numbers, and sees the frame move.
 */
import { announce } from "../words.ts";

const NAMES = ["x", "y", "width", "height"] as const;
const SVG = "http://www.w3.org/2000/svg";

class BoxesElement extends HTMLElement {
  private frame: HTMLElement | null = null;
  private mark: SVGRectElement | null = null;
  private from: [number, number] | null = null;

  connectedCallback(): void {
    this.frame = this.querySelector<HTMLElement>(".gz-boxes-frame");
    const form = document.querySelector<HTMLFormElement>("[data-box-form]");
    const drawing = this.frame?.querySelector("svg");
    if (!this.frame || !form || !drawing || this.mark) return;
    this.mark = document.createElementNS(SVG, "rect");
    this.mark.classList.add("is-new");
    drawing.append(this.mark);
    this.classList.add("is-drawing");
    this.frame.addEventListener("pointerdown", (event) => this.begin(event));
    this.frame.addEventListener("pointermove", (event) => this.from && this.draw(event, form));
    this.frame.addEventListener("pointerup", (event) => this.end(event, form));
    this.frame.addEventListener("pointercancel", () => (this.from = null));
    form.addEventListener("input", () => this.fromFields(form));
    this.fromFields(form);
  }

  private at(event: PointerEvent): [number, number] {
    const box = (this.frame as HTMLElement).getBoundingClientRect();
    const inside = (value: number): number => Math.min(1, Math.max(0, value));
    return [inside((event.clientX - box.left) / box.width), inside((event.clientY - box.top) / box.height)];
  }

  private begin(event: PointerEvent): void {
    if (event.button !== 0) return;
    event.preventDefault();
    this.frame?.setPointerCapture(event.pointerId);
    this.from = this.at(event);
  }

  private draw(event: PointerEvent, form: HTMLFormElement): void {
    if (!this.from) return;
    const [x, y] = this.at(event);
    const values = [Math.min(x, this.from[0]), Math.min(y, this.from[1]), Math.abs(x - this.from[0]), Math.abs(y - this.from[1])];
    NAMES.forEach((name, index) => {
      const field = form.elements.namedItem(name);
      if (field instanceof HTMLInputElement) field.value = ((values[index] ?? 0) * 100).toFixed(1);
    });
    this.fromFields(form);
  }

  private end(event: PointerEvent, form: HTMLFormElement): void {
    if (!this.from) return;
    this.draw(event, form);
    this.from = null;
    const button = form.querySelector<HTMLButtonElement>("button[type=submit]");
    button?.focus({ preventScroll: true });
    announce(button?.textContent?.trim() ?? "");
  }

  private fromFields(form: HTMLFormElement): void {
    for (const name of NAMES) {
      const field = form.elements.namedItem(name);
      const value = field instanceof HTMLInputElement ? Number(field.value) / 100 : 0;
      this.mark?.setAttribute(name, Number.isFinite(value) ? String(value) : "0");
    }
  }
}

customElements.define("gz-boxes", BoxesElement);
