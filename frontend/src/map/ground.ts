/** The calm ground of the map, in the colours of the theme. */
import type { StyleSpecification } from "maplibre-gl";
import { say } from "../words.ts";

/** Return a colour token of the theme as the map's drawing code reads it (light-dark() resolved). */
export function colour(token: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${token})`;
  probe.hidden = true;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

/** Return a style with a plain background and, where a site has them, raster tiles. */
export function ground(tiles: string): StyleSpecification {
  const style: StyleSpecification = {
    version: 8,
    sources: {},
    layers: [{ id: "ground", type: "background", paint: { "background-color": colour("--gz-map-ground") } }],
  };
  if (tiles) {
    style.sources["tiles"] = { type: "raster", tiles: [tiles], tileSize: 256, maxzoom: 18 };
    style.layers.push({ id: "tiles", type: "raster", source: "tiles", paint: { "raster-saturation": -0.4, "raster-fade-duration": 0 } });
  }
  return style;
}

/** Call back when the reader or the device changes between light and dark. */
export function onThemeChange(run: () => void): void {
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", run);
}

/** The map's own buttons in the language of the page. */
export function wordsOfMap(): Record<string, string> {
  const zh = document.documentElement.lang.startsWith("zh");
  return {
    "NavigationControl.ZoomIn": say("zoomIn"),
    "NavigationControl.ZoomOut": say("zoomOut"),
    "Map.Title": say("mapLabel"),
    "Marker.Title": say("mapLabel"),
    "Popup.Close": say("close"),
    "AttributionControl.ToggleAttribution": zh ? "地图来源" : "Map credits",
    "CooperativeGesturesHandler.WindowsHelpText": zh ? "按住 Ctrl 并滚动来缩放" : "Use Ctrl + scroll to zoom",
    "CooperativeGesturesHandler.MacHelpText": zh ? "按住 ⌘ 并滚动来缩放" : "Use ⌘ + scroll to zoom",
    "CooperativeGesturesHandler.MobileHelpText": zh ? "用两指移动地图" : "Use two fingers to move the map",
  };
}
