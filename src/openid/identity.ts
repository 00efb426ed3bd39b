import { z } from "zod";
import type { IdTokenClaims } from "./id-token-claims.ts";
import type { OpenIdIdentity, OpenIdProvider } from "./provider.ts";

export type Claims = Readonly<Record<string, unknown>>;

/** Whether the ID token leaves open what userinfo may tell. */
export function needsUserinfo(claims: Claims, { roleClaim }: Pick<OpenIdProvider, "roleClaim">): boolean {
  const address = addressIn(claims);
  if (address === null || address.verified === null) return true;
  return roleClaim !== null && roleValuesIn(claims, roleClaim) === null;
}

/** Reads a person from claims that have all been verified. What the ID token says comes first. */
export function identityOf(
  claims: IdTokenClaims,
  userinfo: Claims | null,
  { issuer, roleClaim }: Pick<OpenIdProvider, "issuer" | "roleClaim">,
  idToken: string,
): OpenIdIdentity {
  const address = addressOf(claims, userinfo);
  const said = userinfo ?? {};
  return {
    issuer,
    subject: claims.sub ?? "",
    email: address?.email ?? null,
    emailVerified: address?.verified ?? null,
    name: nameIn(claims) ?? nameIn(said),
    hostedDomain: textIn(claims, "hd"),
    roleValues: roleClaim === null ? [] : (roleValuesIn(claims, roleClaim) ?? roleValuesIn(said, roleClaim) ?? []),
    sessionId: textIn(claims, "sid"),
    authenticatedAt: claims.auth_time === undefined ? null : new Date(claims.auth_time * 1_000),
    authenticationContext: claims.acr ?? null,
    idToken,
  };
}

interface Address {
  readonly email: string;
  readonly verified: boolean | null;
}

/** An address and what is said about it come from one place: that another address is verified says nothing about it. */
function addressOf(claims: Claims, userinfo: Claims | null): Address | null {
  const own = addressIn(claims);
  const other = userinfo === null ? null : addressIn(userinfo);
  if (own === null) return other;
  return own.verified === null && other?.email === own.email ? other : own;
}

function addressIn(claims: Claims): Address | null {
  const email = textIn(claims, "email");
  return email === null ? null : { email, verified: verifiedIn(claims) };
}

/** Some providers write booleans as texts. Anything else that is there is not a yes. */
function verifiedIn(claims: Claims): boolean | null {
  const value = claims["email_verified"];
  return value === undefined || value === null ? null : value === true || value === "true";
}

function nameIn(claims: Claims): string | null {
  const parts = [textIn(claims, "given_name"), textIn(claims, "family_name")].filter((part) => part !== null);
  return textIn(claims, "name") ?? (parts.length === 0 ? null : parts.join(" "));
}

function textIn(claims: Claims, name: string): string | null {
  const value = claims[name];
  return typeof value === "string" && value !== "" ? value : null;
}

const roleValues = z.union([z.string().transform((value) => [value]), z.array(z.unknown()).transform(textsOf)]);

/** Null when the claim is missing, or holds neither a text nor a list. */
function roleValuesIn(claims: Claims, roleClaim: string): readonly string[] | null {
  return roleValues.safeParse(claimAt(claims, roleClaim)).data ?? null;
}

function textsOf(values: readonly unknown[]): string[] {
  return values.filter((value) => typeof value === "string");
}

/** A claim of this very name (`https://acme.example/roles`), or else one inside others (`realm_access.roles`). */
function claimAt(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  let value: unknown = claims;
  for (const name of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Claims)[name];
  }
  return value;
}
