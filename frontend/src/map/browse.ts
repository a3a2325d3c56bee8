/** Looking around: counts as circles with numbers, single matters as lights, asked for again after every move. */
import type { FeatureCollection, Point } from "geojson";
import * as maplibregl from "maplibre-gl";
import { debounced, make } from "../dom.ts";
import { announce, say, type Word } from "../words.ts";

interface Properties {
  name: string;
  url?: string;
  light?: "green" | "yellow" | "red" | "grey";
  when?: string;
  place?: string;
  count?: number;
  red?: number;
}

type Features = FeatureCollection<Point, Properties>;

const SHAPES: Record<string, string> = { green: "●", yellow: "▲", red: "■", grey: "‖" };

export function browse(map: maplibregl.Map, host: HTMLElement): void {
  const source = host.getAttribute("src");
  if (!source) return;
  let markers: maplibregl.Marker[] = [];
  let turn = 0;
  const load = async (): Promise<void> => {
    const mine = ++turn;
    const found = await fetchFeatures(source, map);
    if (mine !== turn || !found) return;
    for (const marker of markers) marker.remove();
    markers = found.features.map((feature) => markerOf(map, feature.properties, feature.geometry.coordinates as [number, number]));
    fillList(host, found);
    announce(say("inView", { n: found.features.length }));
  };
  const later = debounced(200, () => void load());
  map.on("moveend", later);
  void load();
  addNear(map, host);
}

/** A button that moves the map to where the reader is; the address `#near` presses it. */
function addNear(map: maplibregl.Map, host: HTMLElement): void {
  if (!("geolocation" in navigator) || !window.isSecureContext) return;
  const status = make("p", { class: "gz-map-status", role: "status" });
  const button = make("button", { type: "button", class: "btn btn-outline-primary" }, say("device"));
  const done = (words: string): void => {
    button.disabled = false;
    status.textContent = words;
  };
  button.addEventListener("click", () => {
    button.disabled = true;
    status.textContent = say("locating");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        done("");
        map.jumpTo({ center: [coords.longitude, coords.latitude], zoom: 14.5 });
      },
      (error) => done(say(error.code === error.PERMISSION_DENIED ? "deniedNear" : "noPositionNear")),
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
    );
  });
  host.querySelector(".gz-map-frame")?.after(make("div", { class: "gz-map-bar" }, button, status));
  if (window.location.hash === "#near") button.click();
}

async function fetchFeatures(source: string, map: maplibregl.Map): Promise<Features | null> {
  const address = new URL(source, window.location.href);
  const bounds = map.getBounds();
  const box = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map((each) => each.toFixed(5));
  address.searchParams.set("bbox", box.join(","));
  address.searchParams.set("zoom", String(Math.floor(map.getZoom())));
  try {
    const answer = await fetch(address, { headers: { Accept: "application/geo+json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return (await answer.json()) as Features;
  } catch {
    announce(say("loadFailed"));
    return null;
  }
}

function markerOf(map: maplibregl.Map, properties: Properties, at: [number, number]): maplibregl.Marker {
  if (properties.count !== undefined) return countMarker(map, properties, at);
  const light = properties.light ?? "grey";
  const label = [properties.name, say(light as Word), properties.when].filter(Boolean).join("，");
  const element = make("button", { type: "button", class: `gz-dot gz-dot-${light}`, title: properties.name }, SHAPES[light] ?? "●");
  const marker = new maplibregl.Marker({ element }).setLngLat(at).setPopup(popup(properties)).addTo(map);
  element.setAttribute("aria-label", label);
  return marker;
}

function countMarker(map: maplibregl.Map, { name, count = 0, red = 0 }: Properties, at: [number, number]): maplibregl.Marker {
  const size = count < 10 ? "s" : count < 100 ? "m" : "l";
  const element = make("button", { type: "button", class: `gz-count gz-count-${size}${red ? " has-red" : ""}`, title: name }, make("b", {}, String(count)));
  if (red) element.append(make("small", {}, `■ ${red}`));
  element.addEventListener("click", (event) => {
    event.stopPropagation();
    map.easeTo({ center: at, zoom: Math.min(map.getZoom() + 2, 17), animate: !window.matchMedia("(prefers-reduced-motion: reduce)").matches });
  });
  const marker = new maplibregl.Marker({ element }).setLngLat(at).addTo(map);
  element.setAttribute("aria-label", say("counted", { name, n: count, red }));
  return marker;
}

function popup(properties: Properties): maplibregl.Popup {
  const content = make("div", { class: "gz-popup" }, make("strong", {}, properties.name));
  if (properties.place) content.append(make("span", {}, properties.place));
  if (properties.when) content.append(lightLine(properties));
  if (properties.url) content.append(make("a", { href: properties.url, class: "btn btn-primary btn-sm" }, say("open")));
  return new maplibregl.Popup({ maxWidth: "280px", offset: 16 }).setDOMContent(content);
}

function lightLine({ light = "grey", when = "" }: Properties): HTMLElement {
  return make("span", { class: `gz-light gz-light-${light}` }, make("span", { class: "gz-light-shape", "aria-hidden": "true" }, SHAPES[light] ?? ""), when);
}

/** The same features as a list, for those who do not see the map. */
function fillList(host: HTMLElement, found: Features): void {
  const list = host.querySelector<HTMLElement>("[data-map-list]");
  if (!list) return;
  list.replaceChildren(
    ...found.features.map(({ properties }) => {
      const counted = properties.count === undefined ? "" : say("counted", { name: properties.name, n: properties.count, red: properties.red ?? 0 });
      const words = counted || properties.name;
      const name = properties.url ? make("a", { href: properties.url }, words) : words;
      return make("li", {}, name, ...(properties.light ? [" ", lightLine(properties)] : []));
    }),
  );
}
