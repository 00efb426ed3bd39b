import { newIdentifier } from "../identifiers/identifier.ts";
import { isDatabaseUnavailable } from "../database/failure.ts";
import { Problem } from "./problem.ts";
import type { Answer } from "./route.ts";

/** Who is asking, as far as the network says, and the name this request goes by in logs and audit rows. */
export interface Client {
  readonly requestId: string;
  readonly address: string | null;
  readonly userAgent: string | null;
}

export function clientOf(request: Request): Client {
  return {
    requestId: newIdentifier("req"),
    address: request.headers.get("cf-connecting-ip"),
    userAgent: request.headers.get("user-agent")?.slice(0, 400) ?? null,
  };
}

/**
 * Runs a pipeline and turns its outcome into a response. What is thrown is a bug or broken infrastructure: it is
 * logged under the request's id and answered without its text, as 503 when the database is out of reach.
 */
export async function respond(
  client: Client,
  run: () => Promise<Problem | Answer<number, unknown> | Response>,
): Promise<Response> {
  let outcome: Problem | Answer<number, unknown> | Response;
  try {
    outcome = await run();
  } catch (error) {
    console.error(JSON.stringify({ requestId: client.requestId, error: describe(error) }));
    outcome = new Problem(isDatabaseUnavailable(error) ? "UNAVAILABLE" : "INTERNAL");
  }
  return outcome instanceof Problem ? outcome.toResponse(client.requestId) : toResponse(outcome, client.requestId);
}

function toResponse(outcome: Answer<number, unknown> | Response, requestId: string): Response {
  if (outcome instanceof Response) return outcome;
  const headers = new Headers(outcome.headers);
  headers.set("cache-control", headers.get("cache-control") ?? "no-store");
  headers.set("x-request-id", requestId);
  if (outcome.body === undefined) return new Response(null, { status: outcome.status, headers });
  return Response.json(outcome.body, { status: outcome.status, headers });
}

/** Name, message and code, of the error and its causes: enough to find the bug, nothing of the statement's values. */
function describe(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return {
    name: error.name,
    // Drizzle puts a failed statement's parameters into its message; only its cause is fit for a log.
    message: error.name === "DrizzleQueryError" || "params" in error ? "query failed" : error.message,
    stack: "params" in error ? undefined : error.stack,
    ...(cause === undefined ? {} : { cause: describe(cause) }),
  };
}
