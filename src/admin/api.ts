import { Hono, type Context } from "hono";
import { Problem } from "../http/problem.ts";
import { respond } from "../http/respond.ts";
import { routerPath, type Answer } from "../http/route.ts";
import type { AdminConfig, AdminEnv } from "./config.ts";
import { Exchange } from "./exchange.ts";
import { behindAccess, operation, page } from "./pipeline.ts";
import { adminDocument, adminRoutes } from "./routes.ts";

type Run = (
  exchange: Exchange,
  params: Record<string, string>,
) => Promise<Problem | Answer<number, unknown> | Response>;

/** The router of the admin worker: the route table, and the console for the rest. */
export function adminApi(config: AdminConfig) {
  const api = new Hono<{ Bindings: AdminEnv }>();

  const answerWith = (run: Run) => async (context: Context<{ Bindings: AdminEnv }>) => {
    const exchange = new Exchange(context.req.raw, context.env, config, context.executionCtx);
    try {
      return await respond(exchange.requestId, () => run(exchange, context.req.param()));
    } finally {
      exchange.close();
    }
  };

  for (const route of adminRoutes) {
    api.on(
      route.method.toUpperCase(),
      routerPath(route),
      answerWith((exchange, params) => operation(exchange, route, params)),
    );
  }
  api.get(
    "/api/openapi.json",
    answerWith((exchange) => behindAccess(exchange, async () => Response.json(adminDocument()))),
  );
  for (const path of new Set(adminRoutes.map((route) => route.path))) {
    const methods = adminRoutes.filter((route) => route.path === path).map(({ method }) => method.toUpperCase());
    const refusal = new Problem("METHOD_NOT_ALLOWED", { headers: { allow: methods.join(", ") } });
    api.all(
      routerPath({ path }),
      answerWith((exchange) => behindAccess(exchange, async () => refusal)),
    );
  }
  api.all(
    "/api/*",
    answerWith((exchange) => behindAccess(exchange, async () => new Problem("NOT_FOUND"))),
  );
  api.all(
    "*",
    answerWith((exchange) => behindAccess(exchange, () => page(exchange))),
  );

  return api;
}
