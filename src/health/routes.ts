import { sql } from "drizzle-orm";
import { anyQuery, answer, nothing } from "../http/route.ts";
import { apexRoute } from "../server/route.ts";
import { platformHealth } from "./contract.ts";
import { askGatekeeperOfNobody } from "./gatekeeper-probe.ts";
import { inspect } from "./inspection.ts";
import { LatestReport } from "./latest-report.ts";

/** What this isolate remembers between requests. */
const latest = new LatestReport(Date.now);

export const healthRoutes = [
  apexRoute({
    method: "get",
    path: "/api/health",
    operation: "getPlatformHealth",
    summary: "What of the platform works, and what is degraded",
    params: nothing,
    query: anyQuery,
    body: nothing,
    answers: { 200: platformHealth },
    problems: ["NOT_FOUND"],
    async handle({ exchange }) {
      const { env } = exchange;
      const questions = {
        database: () => exchange.controlDb().db.execute(sql`select 1`),
        identity: () => env.AUTH.health(),
        gatekeepers: () => askGatekeeperOfNobody(env.COORDINATOR),
        hints: () => env.HINTS.get("health"),
      };
      return answer(200, await latest.get(() => inspect(questions, Date.now), exchange.crew()));
    },
  }),
];
