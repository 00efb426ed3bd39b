import { sql } from "drizzle-orm";
import { findTeamsGuard } from "../attempts/guard.ts";
import { anyQuery, answer, nothing } from "../http/route.ts";
import { accepted } from "../identity/contract.ts";
import { teamsMail } from "../mail/teams.ts";
import type { Exchange } from "../server/exchange.ts";
import { apexRoute } from "../server/route.ts";
import { publicOrigin, tenantHostname } from "../tenancy/public-origin.ts";
import { findTeamsBody } from "./contract.ts";
import { findTeams } from "./repository.ts";

export const teamRoutes = [
  apexRoute({
    method: "post",
    path: "/api/teams/find",
    operation: "findTeams",
    summary: "Mail somebody the addresses of their teams; answers the same whether or not there are any",
    params: nothing,
    query: anyQuery,
    body: findTeamsBody,
    guard: findTeamsGuard,
    answers: { 200: accepted },
    problems: ["NOT_FOUND"],
    async handle({ exchange, body: { email } }) {
      // That nothing can be looked up is said to everyone, before anything of this address is.
      await exchange.controlDb().db.execute(sql`select 1`);
      exchange.afterwards(() => mailTeams(exchange, email));
      return answer(200, { status: true });
    },
  }),
];

/** Nobody waits for it: not its outcome nor how long it takes tells whoever asked what is known of the address. */
async function mailTeams(exchange: Exchange, email: string): Promise<void> {
  const { address } = exchange.config;
  const teams = await findTeams(exchange.controlDb(), email);
  if (teams.length === 0) return;
  const letter = teamsMail({
    teams: teams.map(({ slug, appName, primaryHostname }) => ({
      name: appName,
      url: `${publicOrigin(address, primaryHostname ?? tenantHostname(address, slug))}/login?email=${encodeURIComponent(email)}`,
    })),
  });
  await exchange.mail(email, letter);
}
