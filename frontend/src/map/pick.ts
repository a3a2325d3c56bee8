/** Putting a pin: by tapping, dragging, the arrow keys, or from the device. The place goes into the form's fields. */
import * as maplibregl from "maplibre-gl";
import { make } from "../dom.ts";
import { announce, say } from "../words.ts";
import { pinElement } from "./pin.ts";

type Source = "tap" | "device" | "keys";

const STEPS: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function pick(map: maplibregl.Map, host: HTMLElement): void {
  new Picker(map, host).start();
}

class Picker {
  private readonly lon: HTMLInputElement | null;
  private readonly lat: HTMLInputElement | null;
  private readonly accuracy: HTMLInputElement | null;
  private readonly status = make("p", { class: "gz-map-status", role: "status" }, say("pinHint"));
  private pin: maplibregl.Marker | null = null;
  private turn = 0;

  constructor(
    private readonly map: maplibregl.Map,
    private readonly host: HTMLElement,
  ) {
    const field = (name: string): HTMLInputElement | null => host.querySelector<HTMLInputElement>(`input[name=${name}]`);
    this.lon = field("lon");
    this.lat = field("lat");
    this.accuracy = field("accuracy");
  }

  start(): void {
    for (const field of [this.lon, this.lat, this.accuracy]) hideField(field);
    this.host.querySelector(".gz-map-frame")?.after(this.makeBar());
    this.map.on("click", (event) => this.put(event.lngLat, "tap"));
    // A draft that is put back changes the fields after the map was opened.
    for (const field of [this.lon, this.lat]) field?.addEventListener("change", () => this.fromFields());
    this.fromFields();
  }

  private fromFields(): void {
    const [lon, lat] = [Number(this.lon?.value), Number(this.lat?.value)];
    if (!this.lon?.value || !this.lat?.value || !Number.isFinite(lon) || !Number.isFinite(lat) || Math.abs(lat) > 90) return;
    const now = this.pin?.getLngLat();
    if (now && Math.abs(now.lng - lon) < 1e-6 && Math.abs(now.lat - lat) < 1e-6) return;
    this.map.jumpTo({ center: [lon, lat], zoom: Math.max(this.map.getZoom(), 15) });
    this.move(new maplibregl.LngLat(lon, lat));
    void this.ask(lon, lat);
  }

  private makeBar(): HTMLElement {
    const bar = make("div", { class: "gz-map-bar" });
    if ("geolocation" in navigator && window.isSecureContext) {
      const device = make("button", { type: "button", class: "btn btn-outline-primary" }, say("device"));
      device.addEventListener("click", () => this.fromDevice(device));
      bar.append(device);
    }
    const middle = make("button", { type: "button", class: "btn btn-outline-secondary" }, say("middle"));
    middle.addEventListener("click", () => {
      this.put(this.map.getCenter(), "keys");
      this.pin?.getElement().focus();
    });
    bar.append(middle, this.status);
    return bar;
  }

  private fromDevice(button: HTMLButtonElement): void {
    button.disabled = true;
    this.status.textContent = say("locating");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        button.disabled = false;
        if (this.accuracy) this.accuracy.value = String(Math.round(coords.accuracy));
        this.map.jumpTo({ center: [coords.longitude, coords.latitude], zoom: 16 });
        this.put(new maplibregl.LngLat(coords.longitude, coords.latitude), "device");
      },
      (error) => {
        button.disabled = false;
        this.status.textContent = say(error.code === error.PERMISSION_DENIED ? "denied" : "noPosition");
      },
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
    );
  }

  /** Put the pin, write the fields, ask which area it is. */
  private put(at: maplibregl.LngLat, source: Source): void {
    this.move(at);
    const [lon, lat] = [at.wrap().lng.toFixed(6), at.lat.toFixed(6)];
    if (source !== "device" && this.accuracy) this.accuracy.value = "";
    for (const [field, value] of [[this.lon, lon], [this.lat, lat]] as const) {
      if (!field) continue;
      field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    this.status.textContent = say("pinAt", { lon: Number(lon).toFixed(4), lat: Number(lat).toFixed(4) });
    this.host.dispatchEvent(new CustomEvent("gz:picked", { bubbles: true, detail: { lon: Number(lon), lat: Number(lat), source } }));
    void this.ask(Number(lon), Number(lat));
  }

  private move(at: maplibregl.LngLat): void {
    if (this.pin) {
      this.pin.setLngLat(at);
      return;
    }
    const element = pinElement();
    element.tabIndex = 0;
    element.setAttribute("role", "button");
    this.pin = new maplibregl.Marker({ element, anchor: "bottom", draggable: true }).setLngLat(at).addTo(this.map);
    element.setAttribute("aria-label", say("pin"));
    this.pin.on("dragend", () => this.pin && this.put(this.pin.getLngLat(), "tap"));
    element.addEventListener("keydown", (event) => this.key(event));
  }

  private key(event: KeyboardEvent): void {
    const step = STEPS[event.key];
    if (!step || !this.pin) return;
    event.preventDefault();
    event.stopPropagation();
    const length = event.shiftKey ? 50 : 10;
    const { x, y } = this.map.project(this.pin.getLngLat());
    const at = this.map.unproject([x + step[0] * length, y + step[1] * length]);
    this.put(at, "keys");
    if (!this.map.getBounds().contains(at)) this.map.panTo(at, { animate: false });
  }

  /** Ask the server which area the pin is in, and show its answer. */
  private async ask(lon: number, lat: number): Promise<void> {
    const address = this.host.getAttribute("lookup");
    const place = this.host.querySelector<HTMLElement>("[data-answer]");
    if (!address || !place) return;
    const turn = ++this.turn;
    try {
      const asked = new URL(address, window.location.href);
      asked.searchParams.set("lon", String(lon));
      asked.searchParams.set("lat", String(lat));
      const answer = await fetch(asked, { headers: { "HX-Request": "true" } });
      const text = await answer.text();
      if (turn !== this.turn) return;
      const page = new DOMParser().parseFromString(text, "text/html");
      place.replaceChildren(...[...page.body.childNodes].map((node) => document.importNode(node, true)));
      announce(place.textContent?.trim() ?? "");
    } catch {
      place.textContent = "";
    }
  }
}

/** Hide a field that the map fills in, with its label. */
function hideField(field: HTMLInputElement | null): void {
  if (!field) return;
  field.hidden = true;
  const box = field.closest<HTMLElement>(".gz-field, [data-field]");
  if (box && box.querySelectorAll("input").length === 1) box.hidden = true;
  for (const label of field.labels ?? []) label.hidden = true;
}
