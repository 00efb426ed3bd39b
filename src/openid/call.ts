import type { Egress } from "../egress/egress.ts";
import { failure, success, type Result } from "../result/result.ts";
import type { OpenIdCall, OpenIdFailure } from "./failure.ts";

/** The `fetch` that the protocol library is given. */
type LibraryFetch = (
  url: string,
  options: {
    readonly method: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: unknown;
  },
) => Promise<Response>;

/**
 * Has the protocol library compose a request, and sends it through the guarded way out. Of the library's headers only
 * those leave that the protocol needs.
 *
 * @param compose given a `fetch`, makes the request with it
 * @param accepts media types of the answer
 */
export async function callThrough(
  egress: Egress,
  call: OpenIdCall,
  accepts: readonly string[],
  compose: (fetch: LibraryFetch) => Promise<Response>,
): Promise<Result<Response, OpenIdFailure>> {
  try {
    const response = await compose(async (url, { method, headers, body }) => {
      const answer = await egress.send({
        url,
        method: method === "POST" ? "POST" : "GET",
        headers: Object.fromEntries(Object.entries(headers).filter(([name]) => protocolHeaders.has(name))),
        body: body instanceof URLSearchParams ? body.toString() : null,
        accepts,
      });
      if (!answer.ok) throw new CallFailure({ ...answer.failure, call });
      const { status, contentType, text } = answer.value;
      // An empty body is none: some statuses may not have one.
      return new Response(text === "" ? null : text, { status, headers: { "content-type": contentType } });
    });
    return success(response);
  } catch (error) {
    if (error instanceof CallFailure) return failure(error.failure);
    throw error;
  }
}

const protocolHeaders: ReadonlySet<string> = new Set(["authorization", "content-type"]);

/** Carries a failure through the library, which knows nothing of results. */
class CallFailure extends Error {
  readonly failure: OpenIdFailure;

  constructor(reason: OpenIdFailure) {
    super(reason.reason);
    this.failure = reason;
  }
}

/** A JSON object, null when the text is none. */
export function jsonObjectOf(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === "object" && json !== null && !Array.isArray(json)
      ? (json as Readonly<Record<string, unknown>>)
      : null;
  } catch {
    return null;
  }
}

/** What somebody outside has written, as it may be shown: short, and without anything that is not plainly text. */
export function shown(text: string): string {
  return text
    .replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, " ")
    .trim()
    .slice(0, 300);
}
