/** Areas: outlines on the map, and their names as HTML where there is room for them. */
import type { Feature, FeatureCollection, Geometry, Position } from "geojson";
import * as maplibregl from "maplibre-gl";
import { make } from "../dom.ts";
import { colour, onThemeChange } from "./ground.ts";

interface AreaProperties {
  name?: string;
  url?: string;
  shade?: number;
  lon?: number;
  lat?: number;
}

type Area = Feature<Geometry, AreaProperties>;
type Box = [number, number, number, number];

const MOST_LABELS = 150;
const SHADES = [0, 0.1, 0.2, 0.32, 0.45];

/** Fetch outlines and draw them; `fit` moves the map to them. */
export async function drawAreas(map: maplibregl.Map, address: string, { fit, links }: { fit: boolean; links: boolean }): Promise<void> {
  let found: FeatureCollection<Geometry, AreaProperties>;
  try {
    const answer = await fetch(address, { headers: { Accept: "application/geo+json" } });
    if (!answer.ok) return;
    const read = (await answer.json()) as FeatureCollection<Geometry, AreaProperties> | Area;
    found = read.type === "Feature" ? { type: "FeatureCollection", features: [read] } : read;
  } catch {
    return; // The map is of use without outlines.
  }
  const boxes = found.features.map((area) => boxOf(area.geometry));
  const all = boxes.reduce<Box | null>((sum, box) => (box && sum ? joined(sum, box) : (box ?? sum)), null);
  if (fit && all) map.fitBounds(all, { padding: 24, animate: false, maxZoom: 16 });
  const draw = (): void => addLayers(map, found);
  if (map.isStyleLoaded()) draw();
  else map.once("load", draw);
  label(map, found.features, boxes, links);
}

function addLayers(map: maplibregl.Map, data: FeatureCollection): void {
  map.addSource("areas", { type: "geojson", data });
  const shade: unknown[] = ["match", ["coalesce", ["get", "shade"], 0]];
  SHADES.forEach((opacity, step) => step && shade.push(step, opacity));
  shade.push(0.04);
  map.addLayer({ id: "areas-fill", type: "fill", source: "areas", paint: { "fill-color": colour("--gz-accent"), "fill-opacity": shade as unknown as number } });
  map.addLayer({ id: "areas-line", type: "line", source: "areas", paint: { "line-color": colour("--gz-map-line"), "line-width": 1.25 } });
  onThemeChange(() => {
    map.setPaintProperty("ground", "background-color", colour("--gz-map-ground"));
    map.setPaintProperty("areas-fill", "fill-color", colour("--gz-accent"));
    map.setPaintProperty("areas-line", "line-color", colour("--gz-map-line"));
  });
}

// Where counts are shown they sit in the middle of the area, and its name below them.
function label(map: maplibregl.Map, areas: Area[], boxes: (Box | null)[], links: boolean): void {
  const labels = areas.slice(0, MOST_LABELS).flatMap((area, index) => {
    const box = boxes[index];
    const name = area.properties?.name;
    if (!box || !name) return [];
    const element = links && area.properties.url ? make("a", { class: "gz-area-name", href: area.properties.url }, name) : make("span", { class: "gz-area-name" }, name);
    const at: [number, number] = [area.properties.lon ?? (box[0] + box[2]) / 2, area.properties.lat ?? (box[1] + box[3]) / 2];
    return [{ element, box, width: name.length * (/[\u4e00-\u9fff]/.test(name) ? 14 : 8), marker: new maplibregl.Marker({ element, anchor: "top", offset: links ? [0, 26] : [0, -8] }).setLngLat(at).addTo(map) }];
  });
  // A name is shown only where its area is wide enough for it, so that names never cover each other.
  const sift = (): void => {
    for (const { element, box, width } of labels) {
      const left = map.project([box[0], box[1]]);
      const right = map.project([box[2], box[3]]);
      element.hidden = Math.abs(right.x - left.x) < width || Math.abs(right.y - left.y) < 18;
    }
  };
  map.on("zoomend", sift);
  map.on("resize", sift);
  sift();
}

function boxOf(geometry: Geometry | null): Box | null {
  if (!geometry) return null;
  if (geometry.type === "GeometryCollection") return null;
  const box: Box = [Infinity, Infinity, -Infinity, -Infinity];
  const walk = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    if (typeof part[0] === "number") {
      const [x = 0, y = 0] = part as Position;
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    } else part.forEach(walk);
  };
  walk(geometry.coordinates);
  return Number.isFinite(box[0]) ? box : null;
}

function joined(a: Box, b: Box): Box {
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];
}
