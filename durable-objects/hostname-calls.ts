import type { CloudflareFailure } from "../src/cloudflare/failure.ts";
import type { CallPurpose, CloudflareZone } from "../src/cloudflare/zone.ts";
import { logFailure } from "../src/log/log.ts";
import { failure } from "../src/result/result.ts";
import type { CallCloudflare, Cloudflare } from "./hostname-consultation.ts";

interface CallTools {
  readonly organizationId: string;
  readonly cloudflare: Cloudflare;
  /** A new stub for every call. */
  readonly zone: () => Pick<CloudflareZone, "take" | "rateLimited">;
  readonly now: () => number;
}

/** What a look asks of the budget. */
export interface ExpectedCalls {
  /** As many as it takes if nothing has happened that nobody knows of. More are asked for one by one. */
  readonly calls: number;
  readonly purpose: CallPurpose;
}

/**
 * Makes the calls of one look at Cloudflare, each only when the budget that all tenants share has one for this tenant.
 * Where it has none, the answer is the one that Cloudflare would give.
 */
export function cloudflareCalls(tools: CallTools, { calls, purpose }: ExpectedCalls): CallCloudflare {
  const { organizationId, cloudflare, zone, now } = tools;
  let granted = 0;
  return async (work) => {
    if (granted === 0) {
      const wanted = Math.max(1, calls);
      const retryAfterMilliseconds = await ask(zone, { organizationId, calls: wanted, purpose }, now);
      if (retryAfterMilliseconds !== null) return failure({ reason: "rate_limited", retryAfterMilliseconds });
      granted = wanted;
      calls = 1;
    }
    granted -= 1;
    const answer = await work(cloudflare);
    if (!answer.ok) await report(answer.failure, tools);
    return answer;
  };
}

/** How long to wait for the calls, null when they may be made. A budget that does not answer has none. */
async function ask(
  zone: CallTools["zone"],
  request: Parameters<CloudflareZone["take"]>[0],
  now: () => number,
): Promise<number | null> {
  try {
    const permission = await zone().take(request);
    return permission.granted ? null : Math.max(shortestWait, permission.retryAt - now());
  } catch (error) {
    logFailure("cloudflare.budget_unanswered", { organizationId: request.organizationId }, error);
    return unansweredWait;
  }
}

/** Has nobody call Cloudflare for so long. Should nobody hear of it, the others get to know it from Cloudflare itself. */
export async function pauseCalls(
  retryAfterMilliseconds: number,
  { organizationId, zone }: Pick<CallTools, "organizationId" | "zone">,
): Promise<void> {
  try {
    await zone().rateLimited({ retryAfterMilliseconds });
  } catch (error) {
    logFailure("cloudflare.budget_unanswered", { organizationId }, error);
  }
}

async function report(refused: CloudflareFailure, tools: CallTools): Promise<void> {
  const { organizationId } = tools;
  switch (refused.reason) {
    case "rate_limited":
      await pauseCalls(refused.retryAfterMilliseconds, tools);
      return;
    case "unauthorized":
    case "rejected":
      logFailure("cloudflare.refused", { organizationId, code: refused.code ?? undefined });
      return;
    case "unreachable":
      logFailure("cloudflare.unreachable", { organizationId, detail: refused.detail, status: refused.status });
      return;
    case "quota_exceeded":
      logFailure("cloudflare.quota_exceeded", { organizationId });
      return;
    case "duplicate":
    case "not_found":
    case "conflict":
    case "name_refused":
      return;
  }
}

/** Whose turn is next asks again then, and not in the same moment. */
const shortestWait = 250;
const unansweredWait = 30_000;
