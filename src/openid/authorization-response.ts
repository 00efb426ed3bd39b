import { validateAuthResponse } from "oauth4webapi";
import { failure, success, type Result } from "../result/result.ts";
import { shown } from "./call.ts";
import type { CheckList } from "./check-list.ts";
import type { OpenIdFailure } from "./failure.ts";
import type { OpenIdMetadata } from "./provider.ts";

/** Whether this is the answer to our question: before anybody is asked anything. */
export function checkState(response: URLSearchParams, state: string): Result<null, OpenIdFailure> {
  const given = response.getAll("state");
  return given.length === 1 && given[0] === state ? success(null) : failure({ reason: "wrong_state" });
}

/**
 * Reads the authorization response whose state has been checked: who sent it (RFC 9207), and whether it brings a code.
 *
 * @returns the parameters, as the protocol library wants them for the exchange
 */
export function readResponse(
  response: URLSearchParams,
  clientId: string,
  metadata: OpenIdMetadata,
  checks: CheckList,
): Result<URLSearchParams, OpenIdFailure> {
  const issuer = response.getAll("iss");
  if (issuer.length === 0 && !metadata.namesItselfInResponses) {
    checks.notApplicable("response_issuer", "The provider does not say that it names itself.");
  } else {
    const named = checks.settled("response_issuer", checkIssuer(issuer, metadata.issuer));
    if (!named.ok) return named;
  }
  return checks.settled("response_code", parametersOf(response, clientId, metadata));
}

/** Also of an answer that reports an error, and whether or not the provider announces that it names itself. */
function checkIssuer(given: readonly string[], expected: string): Result<null, OpenIdFailure> {
  const [issuer] = given;
  if (issuer === undefined) return failure({ reason: "missing_response_issuer" });
  if (given.length === 1 && issuer === expected) return success(null);
  return failure({ reason: "wrong_response_issuer", expected, received: shown(given.join(" ")) });
}

function parametersOf(
  response: URLSearchParams,
  clientId: string,
  metadata: OpenIdMetadata,
): Result<URLSearchParams, OpenIdFailure> {
  const error = response.get("error");
  if (error !== null) {
    const description = response.get("error_description");
    return failure({
      reason: "provider_refused",
      error: shown(error),
      description: description === null ? null : shown(description),
    });
  }
  const codes = response.getAll("code");
  if (codes.length !== 1 || codes[0] === "") return failure({ reason: "malformed_response", detail: "code" });
  try {
    const state = response.get("state") ?? "";
    return success(validateAuthResponse({ issuer: metadata.issuer }, { client_id: clientId }, response, state));
  } catch {
    // Tokens, or an answer inside a JWT: what nobody asked for.
    return failure({ reason: "malformed_response", detail: "parameters that were not asked for" });
  }
}
