import { allowInsecureRequests, customFetch, discoveryRequest } from "oauth4webapi";
import { z } from "zod";
import type { Egress } from "../egress/egress.ts";
import { failure, success, type Result } from "../result/result.ts";
import type { Endpoints } from "../sso/provider.ts";
import { callThrough, jsonObjectOf, shown } from "./call.ts";
import { CheckList } from "./check-list.ts";
import type { OpenIdCall, OpenIdFailure } from "./failure.ts";
import type { OpenIdMetadata, OpenIdProvider } from "./provider.ts";

/**
 * Where a provider is reached: as its metadata says (OpenID Connect Discovery 1.0), or as an admin has typed it in,
 * which asks nobody. Nothing is kept from one sign-in to the next: sign-ins are rare, and a provider that has moved or
 * changed its keys is followed at once.
 */
export async function discover(
  provider: Pick<OpenIdProvider, "issuer" | "endpoints">,
  egress: Egress,
  checks: CheckList = new CheckList(),
): Promise<Result<OpenIdMetadata, OpenIdFailure>> {
  const metadata =
    provider.endpoints === null
      ? await askedMetadata(provider.issuer, egress, checks)
      : success(typedMetadata(provider.issuer, provider.endpoints, checks));
  return metadata.ok ? checks.settled("endpoints", withCallableEndpoints(metadata.value, egress)) : metadata;
}

async function askedMetadata(
  issuer: string,
  egress: Egress,
  checks: CheckList,
): Promise<Result<OpenIdMetadata, OpenIdFailure>> {
  const received = checks.settled("metadata", await receivedMetadata(issuer, egress));
  if (!received.ok) return received;
  // As texts. The URL parser would take https://a.example and https://a.example/ for one, and ID tokens tell them apart.
  const sameIssuer: Result<null, OpenIdFailure> =
    received.value.issuer === issuer
      ? success(null)
      : failure({ reason: "wrong_metadata_issuer", expected: issuer, received: shown(received.value.issuer) });
  const compared = checks.settled("metadata_issuer", sameIssuer);
  return compared.ok ? received : compared;
}

async function receivedMetadata(issuer: string, egress: Egress): Promise<Result<OpenIdMetadata, OpenIdFailure>> {
  const destination = egress.destination(issuer);
  if (!destination.ok) return failure({ ...destination.failure, call: "metadata" });
  const { kind, host, url } = destination.value;
  const response = await callThrough(egress, "metadata", ["application/json"], (fetch) =>
    discoveryRequest(url, { [customFetch]: fetch, [allowInsecureRequests]: kind === "local" }),
  );
  if (!response.ok) return response;
  const { status } = response.value;
  if (status !== 200) return failure({ reason: "status", host, status, call: "metadata" });
  const parsed = metadataSchema.safeParse(jsonObjectOf(await response.value.text()));
  if (!parsed.success) return failure({ reason: "malformed_metadata", detail: faultsOf(parsed.error) });
  return success(fromDocument(parsed.data));
}

const endpoint = z.string().min(1);

const metadataSchema = z.looseObject({
  issuer: z.string().min(1),
  authorization_endpoint: endpoint,
  token_endpoint: endpoint,
  jwks_uri: endpoint,
  userinfo_endpoint: endpoint.optional(),
  end_session_endpoint: endpoint.optional(),
  authorization_response_iss_parameter_supported: z.boolean().optional(),
  backchannel_logout_supported: z.boolean().optional(),
  token_endpoint_auth_methods_supported: z.array(z.string()).optional(),
  scopes_supported: z.array(z.string()).optional(),
});

function fromDocument(document: z.output<typeof metadataSchema>): OpenIdMetadata {
  return {
    issuer: document.issuer,
    authorizationEndpoint: document.authorization_endpoint,
    tokenEndpoint: document.token_endpoint,
    keysEndpoint: document.jwks_uri,
    userinfoEndpoint: document.userinfo_endpoint ?? null,
    endSessionEndpoint: document.end_session_endpoint ?? null,
    namesItselfInResponses: document.authorization_response_iss_parameter_supported ?? false,
    sendsLogoutTokens: document.backchannel_logout_supported ?? false,
    clientAuthentications: document.token_endpoint_auth_methods_supported ?? null,
    scopes: document.scopes_supported ?? null,
  };
}

function typedMetadata(issuer: string, endpoints: Endpoints, checks: CheckList): OpenIdMetadata {
  checks.notApplicable("metadata", "The endpoints were typed in.");
  checks.notApplicable("metadata_issuer", "The endpoints were typed in.");
  return {
    issuer,
    authorizationEndpoint: endpoints.authorization,
    tokenEndpoint: endpoints.token,
    keysEndpoint: endpoints.jwks,
    userinfoEndpoint: endpoints.userinfo ?? null,
    endSessionEndpoint: endpoints.endSession ?? null,
    namesItselfInResponses: false,
    sendsLogoutTokens: false,
    clientAuthentications: null,
    scopes: null,
  };
}

/** Endpoints come from outside like the issuer does, and need not lie beside it. */
function withCallableEndpoints(metadata: OpenIdMetadata, egress: Egress): Result<OpenIdMetadata, OpenIdFailure> {
  const endpoints: readonly (readonly [OpenIdCall, string | null])[] = [
    ["authorization", metadata.authorizationEndpoint],
    ["token", metadata.tokenEndpoint],
    ["keys", metadata.keysEndpoint],
    ["userinfo", metadata.userinfoEndpoint],
    ["end_session", metadata.endSessionEndpoint],
  ];
  for (const [call, url] of endpoints) {
    const destination = url === null ? null : egress.destination(url);
    if (destination !== null && !destination.ok) return failure({ ...destination.failure, call });
  }
  return success(metadata);
}

/** Which fields are missing or of another type; never what they held. */
export function faultsOf(error: z.ZodError): string {
  const paths = error.issues.map(({ path }) => path.join("."));
  return paths.every((path) => path === "") ? "no JSON object" : shown([...new Set(paths)].join(", "));
}
