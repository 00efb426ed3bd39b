import { isDatabaseUnavailable } from "../database/failure.ts";
import { logFailure } from "../log/log.ts";
import { Problem } from "./problem.ts";
import type { Answer } from "./route.ts";
import { answerSecurityHeaders, withSecurityHeaders } from "./security-headers.ts";

/** Who is asking, as far as the network says, and the name this request goes by in logs and audit rows. */
export interface Client {
  readonly requestId: string;
  readonly address: string | null;
  readonly userAgent: string | null;
}

export function clientOf(request: Request, requestId: string): Client {
  return {
    requestId,
    address: request.headers.get("cf-connecting-ip"),
    userAgent: request.headers.get("user-agent")?.slice(0, 400) ?? null,
  };
}

/**
 * Runs a pipeline and turns its outcome into a response with the security headers. What is thrown is a bug or broken
 * infrastructure: it is logged under the request's id and answered without its text, as 503 when the database is out of
 * reach.
 */
export async function respond(
  requestId: string,
  run: () => Promise<Problem | Answer<number, unknown> | Response>,
): Promise<Response> {
  let outcome: Problem | Answer<number, unknown> | Response;
  try {
    outcome = await run();
  } catch (error) {
    logFailure("request.failed", { requestId }, error);
    outcome = new Problem(isDatabaseUnavailable(error) ? "UNAVAILABLE" : "INTERNAL");
  }
  if (outcome instanceof Response) return withSecurityHeaders(outcome);
  return toResponse(outcome instanceof Problem ? outcome.toAnswer(requestId) : outcome, requestId);
}

function toResponse({ status, body, headers }: Answer<number, unknown>, requestId: string): Response {
  const response =
    body === undefined || body instanceof ReadableStream
      ? new Response(body ?? null, { status, headers: emptyAnswerHeaders })
      : new Response(JSON.stringify(body), { status, headers: answerHeaders });
  response.headers.set("x-request-id", requestId);
  for (const [name, value] of headers) {
    if (name === "set-cookie") response.headers.append(name, value);
    else response.headers.set(name, value);
  }
  return response;
}

/** Copied whole into every answer, which is a good deal cheaper than setting one after the other. */
const emptyAnswerHeaders = new Headers({ ...answerSecurityHeaders, "cache-control": "no-store" });
const answerHeaders = new Headers([...emptyAnswerHeaders, ["content-type", "application/json"]]);
