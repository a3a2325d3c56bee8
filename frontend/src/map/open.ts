/**
 * What <gz-map> does once it is in sight. Modes: show (a pin), pick (put a pin), browse (features asked for as one
 * moves). Without tiles the areas are drawn on a calm ground; their names are HTML, so no glyph server is needed.
 */
import * as maplibregl from "maplibre-gl";
import workerAddress from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import "maplibre-gl/dist/maplibre-gl.css";
import { make } from "../dom.ts";
import { say } from "../words.ts";
import { drawAreas } from "./areas.ts";
import { browse } from "./browse.ts";
import { ground, wordsOfMap } from "./ground.ts";
import { pick } from "./pick.ts";
import { pinElement } from "./pin.ts";

const SHANDONG: [number, number] = [118.2, 36.4];

maplibregl.setWorkerUrl(new URL(workerAddress, import.meta.url).href);

/** Turn a <gz-map> into a map, or say that the device cannot show one; what is inside it stays usable. */
export function openMap(host: HTMLElement): void {
  const frame = make("div", { class: "gz-map-frame", role: "region", "aria-label": host.getAttribute("label") ?? say("mapLabel") });
  host.prepend(frame);
  let map: maplibregl.Map;
  try {
    map = makeMap(host, frame);
  } catch {
    // No WebGL: the words and the fields inside the element do the work.
    frame.remove();
    host.classList.add("is-without-map");
    host.prepend(make("p", { class: "gz-map-note" }, say(host.getAttribute("mode") === "pick" ? "mapFailed" : "mapFailedShow")));
    return;
  }
  host.classList.add("is-open");
  const areas = host.getAttribute("areas");
  if (areas) void drawAreas(map, areas, { fit: !hasPlace(host), links: host.getAttribute("mode") === "browse" });
  const mode = host.getAttribute("mode") ?? "show";
  if (mode === "pick") pick(map, host);
  else if (mode === "browse") browse(map, host);
  else if (hasPlace(host)) new maplibregl.Marker({ element: pinElement(), anchor: "bottom" }).setLngLat(placeOf(host)).addTo(map);
}

function makeMap(host: HTMLElement, frame: HTMLElement): maplibregl.Map {
  const map = new maplibregl.Map({
    container: frame,
    style: ground(tiles(host)),
    center: hasPlace(host) ? placeOf(host) : SHANDONG,
    zoom: Number(host.getAttribute("zoom") ?? (hasPlace(host) ? 15 : 6.5)),
    maxZoom: 19,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    cooperativeGestures: host.getAttribute("mode") === "show",
    locale: wordsOfMap(),
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
  const credit = document.querySelector<HTMLMetaElement>("meta[name=gz-tiles]")?.dataset["credit"];
  if (tiles(host)) map.addControl(new maplibregl.AttributionControl({ compact: true, ...(credit ? { customAttribution: credit } : {}) }));
  return map;
}

function tiles(host: HTMLElement): string {
  return host.getAttribute("tiles") ?? document.querySelector<HTMLMetaElement>("meta[name=gz-tiles]")?.content ?? "";
}

function hasPlace(host: HTMLElement): boolean {
  return !!host.getAttribute("lon") && !!host.getAttribute("lat");
}

function placeOf(host: HTMLElement): [number, number] {
  return [Number(host.getAttribute("lon")), Number(host.getAttribute("lat"))];
}
