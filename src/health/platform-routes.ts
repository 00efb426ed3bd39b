import type { Exchange } from "../admin/exchange.ts";
import { operatorRoute } from "../admin/route.ts";
import { Problem } from "../http/problem.ts";
import { anyQuery, answer, nothing } from "../http/route.ts";
import { logFailure } from "../log/log.ts";
import { publicOrigin } from "../tenancy/public-origin.ts";
import { platformHealth, type PlatformHealth } from "./contract.ts";
import { unlessLate } from "../time-limit/time-limit.ts";

export const systemHealthRoutes = [
  operatorRoute({
    method: "get",
    path: "/api/admin/system/health",
    operation: "getSystemHealth",
    summary: "How the platform is, as everyone can read it at the apex",
    action: "system:read",
    params: nothing,
    query: anyQuery,
    body: nothing,
    answers: { 200: platformHealth },
    problems: [],
    async handle({ exchange }) {
      const report = await unlessLate(patience, () => askServer(exchange), null);
      return report === null ? new Problem("UNAVAILABLE") : answer(200, report);
    },
  }),
];

/** The server's own answer, because only it can say how the server finds its database, its hints and the others. */
async function askServer({ env, config: { address }, client }: Exchange): Promise<PlatformHealth | null> {
  const apex = publicOrigin(address, `app.${address.baseDomain}`);
  // The server goes by the Host header alone, and over a binding nothing else sets it.
  const response = await env.SERVER.fetch(`${apex}/api/health`, { headers: { host: new URL(apex).host } });
  const report = platformHealth.safeParse(await response.json());
  if (report.success) return report.data;
  logFailure("health.unreadable", { requestId: client.requestId, status: response.status });
  return null;
}

/** Longer than the server waits for any of its parts. */
const patience = 6_000;
