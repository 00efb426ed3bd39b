import type { QueryClient } from "@tanstack/solid-query";
import { createRouter } from "@tanstack/solid-router";
import { LoadingScreen } from "../../ui/skeleton.tsx";
import type { DraftStorage } from "./editing/kept-draft.ts";
import { routeTree } from "./route-tree.gen.ts";
import type { Departure } from "./session/departure.ts";
import { PageFailed } from "./shell/page-failed.tsx";
import { PageNotFound } from "./shell/page-not-found.tsx";

/** What every route may use. */
export interface RouterContext {
  readonly queryClient: QueryClient;
  readonly departure: Departure;
  /** What this tab keeps of edits that are not saved yet. */
  readonly drafts: DraftStorage;
}

export function createAppRouter(context: RouterContext) {
  return createRouter({
    routeTree,
    context,
    scrollRestoration: true,
    defaultPendingMs: 350,
    defaultPendingMinMs: 250,
    defaultPendingComponent: LoadingScreen,
    defaultErrorComponent: PageFailed,
    defaultNotFoundComponent: PageNotFound,
  });
}

declare module "@tanstack/solid-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
