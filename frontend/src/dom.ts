/** Making elements without innerHTML, so that no text can ever become markup. */

export type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** Return a new element with a class, attributes and children. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Return the named controls inside an element, in order. */
export function controls(inside: ParentNode): Control[] {
  return [...inside.querySelectorAll<Control>("input[name], select[name], textarea[name]")];
}

/** Return a promise-free debounced version of a function. */
export function debounced<A extends unknown[]>(wait: number, run: (...args: A) => void): (...args: A) => void {
  let timer = 0;
  return (...args) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => run(...args), wait);
  };
}

/** Tell whether somebody is typing into the element. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
}
