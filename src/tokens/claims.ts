import { z } from "zod";

/** What a tenant JWT says, besides `iat` and `exp` (RFC 7519 section 4.1). */
export const tokenClaims = z.object({
  iss: z.string(),
  aud: z.string(),
  sub: z.string(),
  sid: z.string(),
  org: z.object({ id: z.string(), host: z.string(), sessionVersion: z.number().int() }),
  epoch: z.number().int(),
  iat: z.number().int(),
  exp: z.number().int(),
});

export type TokenClaims = z.infer<typeof tokenClaims>;

/** What a token is minted from: copied from an admission's verdict, never from a cached snapshot. */
export interface TokenSubject {
  readonly publicOrigin: string;
  readonly hostname: string;
  readonly organizationId: string;
  readonly userId: string;
  readonly sessionId: string;
  readonly sessionVersion: number;
  readonly epoch: number;
}

/** 15 minutes. */
export const tokenLifetimeSeconds = 15 * 60;

export const tokenAlgorithm = "ES256";

export interface JsonWebKeySet {
  readonly keys: readonly Readonly<Record<string, unknown>>[];
}

/** Each way a token can fail, told apart so that tests and logs can; outside they are one refusal. */
export type TokenFailure =
  | "malformed"
  | "algorithm"
  | "unknown_key"
  | "signature"
  | "expired"
  | "claims"
  | "issuer"
  | "audience"
  | "host"
  | "organization"
  | "session_version";
