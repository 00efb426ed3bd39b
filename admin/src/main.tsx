import { QueryClientProvider } from "@tanstack/solid-query";
import { RouterProvider } from "@tanstack/solid-router";
import { render } from "solid-js/web";
import { focusPageHeading, setSiteTitle } from "../../ui/page-title.ts";
import { connectOperatorApi } from "./operator-api/connection.ts";
import { operatorQueryClient } from "./operator-api/query-client.ts";
import { consoleRouter } from "./router.ts";
import "./style.css";

const root = document.querySelector("#console");
if (root === null) throw new Error("The page has no place for the console");

connectOperatorApi();
setSiteTitle("Gatehouse Console");

const client = operatorQueryClient();
const router = consoleRouter();
router.subscribe("onRendered", ({ fromLocation, pathChanged }) => {
  if (fromLocation !== undefined && pathChanged) focusPageHeading();
});

render(
  () => (
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  ),
  root,
);
