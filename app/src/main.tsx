import "./app.css";
import { QueryClientProvider } from "@tanstack/solid-query";
import { RouterProvider } from "@tanstack/solid-router";
import { render } from "solid-js/web";
import { focusPageHeading } from "../../ui/page-title.ts";
import { connectTenantApi } from "./api/connection.ts";
import { createAppQueryClient } from "./api/query-client.ts";
import { openTabStorage } from "./editing/tab-storage.ts";
import { createAppRouter } from "./router.ts";
import { createDeparture } from "./session/departure.ts";
import { returnPath } from "./session/return-path.ts";

connectTenantApi();

const drafts = openTabStorage();
const queryClient = createAppQueryClient((error) => departure.refused(error));
const departure = createDeparture(queryClient, drafts, (reason) => {
  const back = reason === "signed-out" ? "/" : returnPath(router.state.location.href);
  return router.navigate({ to: "/login", search: { reason, ...(back === "/" ? {} : { redirect: back }) } });
});
const router = createAppRouter({ queryClient, departure, drafts });

router.subscribe("onRendered", ({ fromLocation, pathChanged }) => {
  if (fromLocation !== undefined && pathChanged) focusPageHeading();
});

/*
 * The other pages are fetched once this one has had its turn, so that a page that was never opened can be opened while
 * the network is away. What cannot be fetched now is tried again when it is needed.
 */
const idleMilliseconds = 2000;
setTimeout(() => {
  for (const route of Object.values(router.routesById)) void router.loadRouteChunk(route)?.catch(() => {});
}, idleMilliseconds);

const root = document.getElementById("app");
if (root === null) throw new Error("index.html has no element for the app");

render(
  () => (
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  ),
  root,
);
