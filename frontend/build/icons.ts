/** Collects the Tabler icons that are really used and writes them, as one JSON file of SVG paths, next to the bundle. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

interface Options {
  /** Folders whose templates, Python, YAML and TypeScript files are searched for icon names. */
  rooms: string[];
  /** The folder of Tabler's outline icons. */
  source: string;
}

const FILES = /\.(html|py|ya?ml|ts|txt)$/;
const SKIPPED = new Set(["static", "node_modules", "__pycache__", "migrations"]);
const NAME = "[a-z0-9]+(?:-[a-z0-9]+)*";
const MENTIONS = [
  new RegExp(`{%\\s*icon\\s+["'](${NAME})["']`, "g"),
  new RegExp(`\\bicon\\s*[=:]\\s*["']?(${NAME})["']?`, "g"),
  new RegExp(`\\bdefault:["'](${NAME})["']`, "g"),
];
/** Plain lists: one icon a line. */
const LISTS = /(^|\/)icons\.(ya?ml|txt)$/;
const LINE = new RegExp(`^(?:-\\s*)?(${NAME})\\s*$`, "gm");

function files(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : files(path);
    return FILES.test(entry.name) ? [path] : [];
  });
}

function mentioned(path: string): string[] {
  const text = readFileSync(path, "utf8");
  const patterns = LISTS.test(path) ? [LINE] : MENTIONS;
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1] ?? ""));
}

function paths(file: string): string {
  return readFileSync(file, "utf8")
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/^[\s\S]*?<svg[^>]*>/, "")
    .replace(/<\/svg>[\s\S]*$/, "")
    .replace(/\s*\n\s*/g, "")
    .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, "");
}

export function icons({ rooms, source }: Options): Plugin {
  return {
    name: "gongzhi-icons",
    generateBundle() {
      const sprite: Record<string, string> = {};
      const names = new Set(rooms.flatMap(files).flatMap(mentioned));
      for (const name of [...names].sort()) {
        const file = join(source, `${name}.svg`);
        if (existsSync(file)) sprite[name] = paths(file);
      }
      this.emitFile({ type: "asset", fileName: "icons.json", source: JSON.stringify(sprite) });
    },
  };
}
