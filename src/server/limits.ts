import { addressKey } from "../attempts/address.ts";
import { beginAttempt, type BegunAttempt, type RefusedAttempt } from "../attempts/attempt.ts";
import { recordBlock } from "../attempts/block.ts";
import type { AttemptLimit } from "../attempts/limits.ts";
import { Problem } from "../http/problem.ts";
import { logFailure } from "../log/log.ts";
import type { Tenant, Visit } from "../tenancy/visit.ts";
import type { Exchange } from "./exchange.ts";

/*
 * The steps of the pipeline that keep floods out: roughly and at once by the platform's own limits, exactly by the
 * counters.
 */

/** One network address at one host. The hosts of other tenants, and others at this one, are not touched. */
export function addressStep(exchange: Exchange, hostname: string): Promise<Problem | null> {
  return within(exchange.env.ADDRESS_LIMIT, `${hostname}|${addressKey(exchange.client.address)}`);
}

/** One network address that asks for hosts nobody here remembers: each costs a look-up, and there is no end of names. */
export function unknownHostStep(exchange: Exchange): Promise<Problem | null> {
  return within(exchange.env.ADDRESS_LIMIT, `nowhere|${addressKey(exchange.client.address)}`);
}

/**
 * All who want a password hashed or a mail sent at one tenant: what they use up is not used up for the others.
 *
 * @param crowd those who are limited together, and apart from all others
 */
export function tenantStep(
  exchange: Exchange,
  { organizationId }: Tenant,
  crowd: string | undefined,
): Promise<Problem | null> {
  return within(exchange.env.TENANT_LIMIT, crowd === undefined ? organizationId : `${organizationId}/${crowd}`);
}

/** All who want a mail of the platform itself. */
export function platformStep(exchange: Exchange): Promise<Problem | null> {
  return within(exchange.env.TENANT_LIMIT, "platform");
}

/** Begins what is counted exactly and is no tenant's: no log is told, and whoever is refused is told when to come back. */
export async function platformAttemptStep(
  exchange: Exchange,
  limits: readonly AttemptLimit[],
): Promise<BegunAttempt | Problem> {
  const attempt = await beginAttempt(limits, exchange.attempts("platform"));
  if (attempt === "unanswered") return new Problem("UNAVAILABLE");
  return attempt.begun ? attempt : rateLimited(attempt.refusal.retryAfterSeconds, attempt.limit.advice);
}

/**
 * Begins what is counted exactly. When somebody is blocked by it for the first time, the tenant's log is told.
 *
 * @param visit confirms the tenant, which nothing may be written without; only asked for then
 */
export async function attemptStep(
  exchange: Exchange,
  tenant: Tenant,
  limits: readonly AttemptLimit[],
  visit: () => Promise<Visit | Problem | "host_moved">,
): Promise<BegunAttempt | Problem> {
  const attempt = await beginAttempt(limits, exchange.attempts(tenant));
  if (attempt === "unanswered") return new Problem("UNAVAILABLE");
  if (attempt.begun) return attempt;
  if (attempt.refusal.first && attempt.limit.blocks !== null) await tellOfBlock(exchange, await visit(), attempt);
  return rateLimited(attempt.refusal.retryAfterSeconds, attempt.limit.advice);
}

async function tellOfBlock(
  exchange: Exchange,
  visit: Visit | Problem | "host_moved",
  attempt: RefusedAttempt,
): Promise<void> {
  if (visit instanceof Problem || visit === "host_moved") return;
  try {
    await recordBlock(exchange.visitorDb(visit), attempt, exchange.client);
    exchange.announce(visit.tenant, ["audit-logs"]);
  } catch (error) {
    // The refusal stands. Nobody is blocked while Postgres is away, since nothing is judged then.
    logFailure("attempts.block_not_recorded", { requestId: exchange.requestId }, error);
  }
}

async function within(limit: RateLimit, key: string): Promise<Problem | null> {
  const { success } = await limit.limit({ key });
  return success ? null : rateLimited(periodSeconds);
}

/** The binding does not say how much of its period is left; this is all of it. */
const periodSeconds = 60;

function rateLimited(seconds: number, detail?: string): Problem {
  return new Problem("RATE_LIMITED", {
    headers: { "retry-after": String(seconds) },
    ...(detail === undefined ? {} : { detail }),
  });
}
