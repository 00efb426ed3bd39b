import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import { tanstackRouter } from "@tanstack/router-plugin/vite";
import { defineConfig } from "vite";
import solid from "vite-plugin-solid";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The tenant app: one build for every tenant. The server passes its files on, under the policy of its own answers. */
export default defineConfig({
  root: here("."),
  plugins: [
    tanstackRouter({
      target: "solid",
      autoCodeSplitting: true,
      // What shows that something failed must not have to be fetched first.
      codeSplittingOptions: { defaultBehavior: [["component"]] },
      routesDirectory: here("src/routes"),
      generatedRouteTree: here("src/route-tree.gen.ts"),
      quoteStyle: "double",
      semicolons: true,
      disableLogging: true,
    }),
    // Styles in templates would be parsed as style attributes, which the policy refuses; set one by one they are allowed.
    solid({ solid: { inlineStyles: false } as object }),
    tailwindcss(),
  ],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    // The policy the pages are served under allows no inline scripts; a file that is cached for ever beats a data URL.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
