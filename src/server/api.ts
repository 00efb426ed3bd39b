import { Hono, type Context } from "hono";
import { Problem } from "../http/problem.ts";
import { respond } from "../http/respond.ts";
import { routerPath, type Answer } from "../http/route.ts";
import { strictTransportAtCustomHost } from "../http/security-headers.ts";
import type { ServerConfig, ServerEnv } from "./config.ts";
import { Exchange } from "./exchange.ts";
import { apex, door, live, member, page, refuseForeignHost } from "./pipeline.ts";
import type { ServerRoute } from "./route.ts";
import { shownAsPage, type RefusalPage } from "./refusal-page.ts";
import { serverDocument, serverRoutes } from "./routes.ts";

type Run = (
  exchange: Exchange,
  params: Record<string, string>,
) => Promise<Problem | Answer<number, unknown> | Response>;

/** The router of the server: the route table, the live connection, and the tenant app for the rest. */
export function serverApi(config: ServerConfig) {
  const api = new Hono<{ Bindings: ServerEnv }>();

  const answerWith = (run: Run, refusalPage?: RefusalPage) => async (context: Context<{ Bindings: ServerEnv }>) => {
    const exchange = new Exchange(context.req.raw, context.env, config, context.executionCtx);
    try {
      const answer = async () => refuseForeignHost(exchange) ?? run(exchange, context.req.param());
      const { request, requestId } = exchange;
      const answered = await respond(requestId, answer);
      if (exchange.host?.kind === "custom" && answered.status !== 101) {
        answered.headers.set("strict-transport-security", strictTransportAtCustomHost);
      }
      return refusalPage === undefined ? answered : await shownAsPage(request, answered, requestId, refusalPage);
    } finally {
      exchange.close();
    }
  };

  for (const route of serverRoutes) {
    api.on(
      route.method.toUpperCase(),
      routerPath(route),
      answerWith(
        (exchange, params) => inPipeline(exchange, route, params),
        route.audience === "door" ? route.refusalPage : undefined,
      ),
    );
  }
  api.get(
    "/api/live",
    answerWith((exchange) => live(exchange)),
  );
  api.get(
    "/api/openapi.json",
    answerWith(async () => Response.json(serverDocument())),
  );
  api.all(
    "/api/*",
    answerWith(async () => new Problem("NOT_FOUND")),
  );
  api.all(
    "*",
    answerWith((exchange) => page(exchange)),
  );

  return api;
}

function inPipeline(exchange: Exchange, route: ServerRoute, params: Record<string, string>) {
  switch (route.audience) {
    case "apex":
      return apex(exchange, route, params);
    case "door":
      return door(exchange, route, params);
    case "member":
      return member(exchange, route, params);
  }
}
