import { z } from "zod";
import { storableText } from "../database/storable-text.ts";

/**
 * What can come of a call instead of what it was made for. A closed list; Cloudflare's sentences are for the people whose
 * name it does not take, and never decided by.
 *
 * Source: developers.cloudflare.com/cloudflare-for-platforms/cloudflare-for-saas/reference/status-codes/custom-hostnames
 */
export type CloudflareFailure =
  /** The zone has a custom hostname of that name already: 1406. */
  | { readonly reason: "duplicate" }
  /** Cloudflare says that there is no such custom hostname: 1436, and nothing else, because hostnames are given up on it. */
  | { readonly reason: "not_found" }
  /** It is being modified at this moment: 1439. */
  | { readonly reason: "conflict" }
  /** Too many calls. All calls of the token are refused for so long. */
  | { readonly reason: "rate_limited"; readonly retryAfterMilliseconds: number }
  /** The zone has no room for more: 1404, 1405. */
  | { readonly reason: "quota_exceeded" }
  /** Cloudflare does not take that name: 1407 to 1411, 1448, 1469. */
  | { readonly reason: "name_refused"; readonly messages: readonly string[] }
  /** The token is not (any more) one that may do this. */
  | { readonly reason: "unauthorized"; readonly code: number | null }
  /** It does not take what we sent, and that is our mistake: any other error it has a code for. */
  | { readonly reason: "rejected"; readonly code: number | null }
  /** No answer, none in time, one of a server that fails, or one that cannot be understood: it may have done as asked. */
  | { readonly reason: "unreachable"; readonly detail: UnreachableDetail; readonly status?: number };

type UnreachableDetail =
  | "no_answer"
  /** A server says so itself. */
  | "failing"
  | "not_understood"
  | "about_another"
  /** It was not even called: the look had taken long enough. */
  | "too_late";

/** As much of an answer that is no success as is read. */
export interface Refusal {
  readonly status: number;
  readonly retryAfter: string | null;
  /** The body, parsed from JSON; undefined where it is none. */
  readonly body: unknown;
}

/**
 * @param now for a `retry-after` that is a date, milliseconds since 1970
 */
export function failureOf({ status, retryAfter, body }: Refusal, now: number): CloudflareFailure {
  // Whoever is in front of the API may say this, so no body is needed.
  if (status === 429) return { reason: "rate_limited", retryAfterMilliseconds: waitOf(retryAfter, now) };
  const parsed = refusalBody.safeParse(body);
  if (status >= 500) return { reason: "unreachable", detail: "failing", status };
  if (!parsed.success) return { reason: "unreachable", detail: "not_understood", status };
  const { errors } = parsed.data;
  const sentences = errors.map(({ message }) => storableText(message.trim(), longestMessage));
  for (const { code } of errors) {
    const known = failureOfCode(code, status, sentences);
    if (known !== null) return known;
  }
  const code = errors[0]?.code ?? null;
  if (status === 401 || status === 403) return { reason: "unauthorized", code };
  if (status >= 400) return { reason: "rejected", code };
  return { reason: "unreachable", detail: "not_understood", status };
}

function failureOfCode(code: number, status: number, sentences: readonly string[]): CloudflareFailure | null {
  if (code === 1406) return { reason: "duplicate" };
  if (code === 1436) return { reason: "not_found" };
  if (code === 1439) return { reason: "conflict" };
  if (code === 1404 || code === 1405) return { reason: "quota_exceeded" };
  if (refusedNames.has(code)) {
    return { reason: "name_refused", messages: sentences.filter((one) => one !== "").slice(0, mostMessages) };
  }
  if (authentication.has(code)) return { reason: "unauthorized", code };
  if (code === 1500) return { reason: "unreachable", detail: "failing", status };
  return null;
}

const refusedNames: ReadonlySet<number> = new Set([1407, 1408, 1409, 1410, 1411, 1448, 1469]);

/** 1000 to 1005 are the API's own; 9109 and 10000 are those of the door before it. */
const authentication: ReadonlySet<number> = new Set([1000, 1001, 1002, 1003, 1004, 1005, 9109, 10000]);

/** Only an answer of the API itself counts: a proxy's 404 with a page in it must not pass for "no such hostname". */
const refusalBody = z.object({
  success: z.literal(false),
  errors: z.array(z.object({ code: z.int(), message: z.string().catch("") })).min(1),
});

const mostMessages = 10;
const longestMessage = 300;

/** RFC 9110 section 10.2.3: seconds, or a date. Without one that makes sense, as long as Cloudflare's own window is. */
function waitOf(retryAfter: string | null, now: number): number {
  const text = retryAfter?.trim() ?? "";
  const wait = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isFinite(wait) ? Math.min(Math.max(wait, shortestWait), longestWait) : usualWait;
}

const shortestWait = 1_000;
const usualWait = 5 * 60 * 1_000;
/** Nobody stands still for longer because of one header. */
const longestWait = 60 * 60 * 1_000;
