import { createRouter } from "@tanstack/solid-router";
import { PageFailed } from "./shell/page-failed.tsx";
import { routeTree } from "./route-tree.gen.ts";

export function consoleRouter() {
  return createRouter({
    routeTree,
    defaultPreload: "intent",
    scrollRestoration: true,
    defaultErrorComponent: PageFailed,
  });
}

declare module "@tanstack/solid-router" {
  interface Register {
    router: ReturnType<typeof consoleRouter>;
  }
}
