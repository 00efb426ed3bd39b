import type { Action } from "../../src/authorization/action.ts";
import { adminApi } from "../../src/admin/api.ts";
import type { AdminConfig } from "../../src/admin/config.ts";
import { adminRoutes } from "../../src/admin/routes.ts";
import { serverApi } from "../../src/server/api.ts";
import type { ServerConfig } from "../../src/server/config.ts";
import { serverRoutes } from "../../src/server/routes.ts";
import type { OperatorAction } from "../../src/operators/role.ts";
import { routerPath } from "../../src/http/route.ts";

/** One route as a Worker's router has it; what is declared in a table says for whom it is. */
export type MatrixRoute = {
  /** `GET /api/sessions/:id`; `ALL` stands for every method no other route takes. */
  readonly key: string;
  readonly method: string;
  readonly path: string;
} & (
  | { readonly audience: "apex" | "door" | "page" | "nothing" }
  | { readonly audience: "member"; readonly action: Action }
  | { readonly audience: "operator"; readonly action: OperatorAction }
  | { readonly audience: "access" }
);

/** What the routers hold besides the tables: whoever adds to it must say here for whom it is. */
const serverExtras: Readonly<Record<string, MatrixRoute["audience"]>> = {
  "GET /api/live": "member",
  "GET /api/openapi.json": "page",
  "ALL /api/*": "nothing",
  "ALL /*": "page",
};

// The routers are asked for their routes and for nothing else: they need no configuration for that.
const server = serverApi({} as ServerConfig).routes;
const admin = adminApi({} as AdminConfig).routes;

/** Every route of the server, from its router. */
export const serverMatrix: readonly MatrixRoute[] = server.map(({ method, path }) => {
  const key = `${method} ${path}`;
  const declared = serverRoutes.find((route) => keyOf(route) === key);
  if (declared !== undefined) {
    return declared.audience === "member"
      ? { key, method, path, audience: "member", action: declared.action }
      : { key, method, path, audience: declared.audience };
  }
  const audience = serverExtras[key];
  if (audience === "member") return { key, method, path, audience, action: "live:connect" };
  if (audience === "page" || audience === "nothing") return { key, method, path, audience };
  throw new Error(`${key} is in no table, and nobody has said for whom it is`);
});

/** Every route of the admin worker, from its router. What is in no table is for whoever Access lets in. */
export const adminMatrix: readonly MatrixRoute[] = admin.map(({ method, path }) => {
  const key = `${method} ${path}`;
  const declared = adminRoutes.find((route) => keyOf(route) === key);
  return declared === undefined
    ? { key, method, path, audience: "access" }
    : { key, method, path, audience: "operator", action: declared.action };
});

function keyOf(route: { readonly method: string; readonly path: string }): string {
  return `${route.method.toUpperCase()} ${routerPath(route)}`;
}
