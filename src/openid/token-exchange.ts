import {
  allowInsecureRequests,
  authorizationCodeGrantRequest,
  ClientSecretBasic,
  ClientSecretPost,
  customFetch,
  None,
  type ClientAuth,
} from "oauth4webapi";
import { z } from "zod";
import type { Egress } from "../egress/egress.ts";
import { failure, success, type Result } from "../result/result.ts";
import { callThrough, jsonObjectOf, shown } from "./call.ts";
import { faultsOf } from "./discovery.ts";
import type { OpenIdFailure } from "./failure.ts";
import type { OpenIdMetadata, OpenIdProvider } from "./provider.ts";

export interface Tokens {
  readonly accessToken: string;
  /** Null when the provider sent none: then it does not speak OpenID Connect, or was not asked to. */
  readonly idToken: string | null;
}

/** Redeems the code (RFC 6749 section 4.1.3), with what proves that we are who asked for it. */
export async function redeemCode(
  provider: OpenIdProvider,
  metadata: OpenIdMetadata,
  exchange: { readonly parameters: URLSearchParams; readonly redirectUri: string; readonly codeVerifier: string },
  egress: Egress,
): Promise<Result<Tokens, OpenIdFailure>> {
  const destination = egress.destination(metadata.tokenEndpoint);
  if (!destination.ok) return failure({ ...destination.failure, call: "token" });
  const { kind, host } = destination.value;
  const response = await callThrough(egress, "token", ["application/json"], (fetch) =>
    authorizationCodeGrantRequest(
      { issuer: metadata.issuer, token_endpoint: metadata.tokenEndpoint },
      { client_id: provider.clientId },
      clientAuthenticationOf(provider),
      exchange.parameters,
      exchange.redirectUri,
      exchange.codeVerifier,
      { [customFetch]: fetch, [allowInsecureRequests]: kind === "local" },
    ),
  );
  if (!response.ok) return response;
  const { status } = response.value;
  const body = jsonObjectOf(await response.value.text());
  if (status !== 200) return failure(refusalOf(status, host, body));
  const parsed = tokensSchema.safeParse(body);
  if (!parsed.success) return failure({ reason: "malformed_token_response", detail: faultsOf(parsed.error) });
  return success({ accessToken: parsed.data.access_token, idToken: parsed.data.id_token ?? null });
}

function clientAuthenticationOf({ clientAuthentication, clientSecret }: OpenIdProvider): ClientAuth {
  if (clientSecret === null || clientSecret === "") return None();
  switch (clientAuthentication) {
    case "client_secret_basic":
      return ClientSecretBasic(clientSecret);
    case "client_secret_post":
      return ClientSecretPost(clientSecret);
    case "none":
      return None();
  }
}

const tokensSchema = z.looseObject({
  access_token: z.string().min(1),
  token_type: z.string().regex(/^bearer$/i),
  id_token: z.string().optional(),
});

/** RFC 6749 section 5.2. */
const errorSchema = z.looseObject({ error: z.string().min(1), error_description: z.string().optional() });

function refusalOf(status: number, host: string, body: unknown): OpenIdFailure {
  const parsed = errorSchema.safeParse(body);
  if (!parsed.success) return { reason: "status", host, status, call: "token" };
  const error = shown(parsed.data.error);
  const description = parsed.data.error_description === undefined ? null : shown(parsed.data.error_description);
  return error === "invalid_client" || error === "unauthorized_client"
    ? { reason: "client_refused", error, description }
    : { reason: "code_refused", status, error, description };
}
