import { join } from "node:path";
import tailwindcss from "@tailwindcss/vite";
import { tanstackRouter } from "@tanstack/router-plugin/vite";
import type { UserConfig } from "vite";
import solid from "vite-plugin-solid";

/**
 * How both apps are built: static files that their Worker serves under a strict content security policy.
 *
 * @param folder the app's own, absolute
 */
export function appConfig(folder: string): UserConfig {
  return {
    root: folder,
    plugins: [
      tanstackRouter({
        target: "solid",
        autoCodeSplitting: true,
        // What shows that something failed must not have to be fetched first.
        codeSplittingOptions: { defaultBehavior: [["component"]] },
        routesDirectory: join(folder, "src/routes"),
        generatedRouteTree: join(folder, "src/route-tree.gen.ts"),
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
      // The policy allows no inline scripts; a file that is cached for ever beats a data URL.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  };
}
