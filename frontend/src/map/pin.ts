/** The pin, drawn as SVG so that it needs no image. */

const SVG = "http://www.w3.org/2000/svg";

export function pinElement(): HTMLElement {
  const pin = document.createElement("div");
  pin.className = "gz-pin";
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 32 42");
  svg.setAttribute("width", "32");
  svg.setAttribute("height", "42");
  svg.setAttribute("aria-hidden", "true");
  const drop = document.createElementNS(SVG, "path");
  drop.setAttribute("d", "M16 1C7.7 1 1 7.6 1 15.8 1 26.6 16 41 16 41s15-14.4 15-25.2C31 7.6 24.3 1 16 1z");
  const dot = document.createElementNS(SVG, "circle");
  for (const [name, value] of [["cx", "16"], ["cy", "15.5"], ["r", "5.5"]] as const) dot.setAttribute(name, value);
  svg.append(drop, dot);
  pin.append(svg);
  return pin;
}
