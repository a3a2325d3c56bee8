import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { icons } from "./build/icons.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  // Relative addresses, so that a site may serve static files from any path.
  base: "./",
  publicDir: "public",
  build: {
    outDir: here("../gongzhi/web/static/dist"),
    emptyOutDir: true,
    // Not in a dot folder: Django's collectstatic passes those by.
    manifest: "manifest.json",
    // Phones live long, and messengers bring older browsers of their own.
    target: ["chrome107", "safari16", "firefox115"],
    modulePreload: { polyfill: false },
    // An inlined file would be a data: address, which the content security policy forbids for scripts.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    rollupOptions: { input: { main: here("src/main.ts") } },
  },
  css: {
    preprocessorOptions: { scss: { loadPaths: [here("node_modules/@tabler/core/scss")], quietDeps: true } },
  },
  plugins: [
    icons({
      rooms: [here("../gongzhi/web"), here("../gongzhi/catalogue"), here("../gongzhi/processes"), here("src")],
      source: here("node_modules/@tabler/icons/icons/outline"),
    }),
  ],
});
