import { isSameValue, type EditedKind } from "../editing/document.ts";
import type { SsoProvider, UpdateSsoProvider } from "../api.gen/types.gen.ts";

/** What of a provider people edit, and what each is called. */
export const fieldNames = {
  label: "Name",
  preset: "Product",
  issuer: "Issuer",
  clientId: "Client ID",
  clientSecret: "Client secret",
  clientAuthentication: "Client authentication",
  endpoints: "Endpoints",
  enabled: "Sign-in through it",
  provisioning: "New people",
  defaultRole: "Role of new people",
  roleClaim: "Role claim",
  roleMappings: "Roles by claim",
  emailVerification: "Verified addresses",
  maxAgeSeconds: "Oldest sign-in accepted",
  acrValues: "Level of assurance",
  logoutAtProvider: "Sign-out at the provider",
  domains: "Domains",
} as const;

/** Domains are added and removed one by one, at once: see {@link ./domain-change.ts}. */
export type DraftField = Exclude<keyof typeof fieldNames, "domains">;

export interface Draft extends Pick<SsoProvider, Exclude<DraftField, "clientSecret">> {
  /** Typed anew; null leaves what the server keeps. */
  readonly clientSecret: string | null;
}

export const providerKind: EditedKind<SsoProvider, Draft> = {
  fields: Object.keys(fieldNames).filter((field): field is DraftField => field !== "domains"),
  draftOf: (provider) => ({
    label: provider.label,
    preset: provider.preset,
    issuer: provider.issuer,
    clientId: provider.clientId,
    clientSecret: null,
    clientAuthentication: provider.clientAuthentication,
    endpoints: provider.endpoints,
    enabled: provider.enabled,
    provisioning: provider.provisioning,
    defaultRole: provider.defaultRole,
    roleClaim: provider.roleClaim,
    roleMappings: provider.roleMappings,
    emailVerification: provider.emailVerification,
    maxAgeSeconds: provider.maxAgeSeconds,
    acrValues: provider.acrValues,
    logoutAtProvider: provider.logoutAtProvider,
  }),
  secrets: { clientSecret: ({ clientSecretVersion }) => clientSecretVersion },
  read: (value) => (typeof value === "object" && value !== null && isProvider(value) ? value : null),
};

/** A refusal carries the document, and so does the browser's storage, where an older app may have written it. */
function isProvider(document: Readonly<Partial<Record<keyof SsoProvider, unknown>>>): document is SsoProvider {
  const { version, domains, roleMappings, endpoints } = document;
  return (
    typeof version === "number" &&
    texts.every((field) => typeof document[field] === "string") &&
    switches.every((field) => typeof document[field] === "boolean") &&
    Array.isArray(domains) &&
    domains.every((one) => typeof (one as { domain?: unknown } | null)?.domain === "string") &&
    Array.isArray(roleMappings) &&
    typeof endpoints === "object"
  );
}

const texts = [
  "id",
  "label",
  "preset",
  "issuer",
  "clientId",
  "clientAuthentication",
  "defaultRole",
  "emailVerification",
] as const satisfies readonly (keyof SsoProvider)[];

const switches = [
  "enabled",
  "provisioning",
  "logoutAtProvider",
  "hasClientSecret",
] as const satisfies readonly (keyof SsoProvider)[];

/** A change as it is sent: a public client has no secret, and one that was not typed stays. */
export function changeBody(changes: Partial<Draft>): UpdateSsoProvider {
  const { clientSecret, ...rest } = changes as Partial<Draft> & UpdateSsoProvider;
  if (rest.clientAuthentication === "none") return { ...rest, clientSecret: null };
  return { ...rest, ...(clientSecret === null || clientSecret === undefined ? {} : { clientSecret }) };
}

type Saved = Pick<SsoProvider, "issuer" | "endpoints" | "hasClientSecret">;

/**
 * Whether the secret that is kept would be sent elsewhere than it was given for: then it is not kept, and has to be
 * entered again. Otherwise whoever may change an issuer could have it sent to themselves.
 */
export function movesSecret(saved: Saved, draft: Draft): boolean {
  if (!saved.hasClientSecret || draft.clientAuthentication === "none") return false;
  return !isSameValue(destinationOf(saved), destinationOf(draft));
}

function destinationOf({ issuer, endpoints }: Pick<Draft, "issuer" | "endpoints">): string {
  return endpoints === null ? issuer.trim() : `token ${endpoints.token.trim()}`;
}

/** What is wrong with a draft before anything is sent, by field: what only the server knows, it says. */
export function mistakesIn(saved: Saved, draft: Draft): Readonly<Partial<Record<DraftField, string>>> {
  const mistakes: Partial<Record<DraftField, string>> = {};
  if (draft.label.trim() === "") mistakes.label = "Enter a name.";
  if (draft.issuer.trim() === "") mistakes.issuer = "Enter the issuer's address.";
  if (draft.clientId.trim() === "") mistakes.clientId = "Enter the client ID.";
  if (draft.clientAuthentication !== "none" && (draft.clientSecret ?? "").trim() === "") {
    if (movesSecret(saved, draft)) mistakes.clientSecret = "Enter the secret that belongs to the new address.";
    else if (draft.clientSecret !== null) mistakes.clientSecret = "Enter the new client secret.";
    else if (!saved.hasClientSecret && draft.enabled) {
      mistakes.clientSecret = "Enter the client secret, or choose that there is none.";
    }
  }
  if (draft.roleMappings.some(({ value }) => value.trim() === ""))
    mistakes.roleMappings = "Enter a value for each role.";
  if (draft.roleMappings.length > 0 && (draft.roleClaim ?? "").trim() === "") {
    mistakes.roleClaim = "Enter the claim that the roles go by.";
  }
  const { authorization, token, jwks } = draft.endpoints ?? { authorization: "-", token: "-", jwks: "-" };
  if ([authorization, token, jwks].some((one) => one.trim() === "")) {
    mistakes.endpoints = "Enter the first three addresses, or have them discovered.";
  }
  return mistakes;
}

/** Whether a proof that the provider works would be lost by a change: it is another provider then. */
export function losesProof(saved: SsoProvider, draft: Draft): boolean {
  if (saved.proven === null) return false;
  return !isSameValue(identityOf(saved), identityOf(draft));
}

function identityOf({ issuer, clientId, endpoints }: Pick<Draft, "issuer" | "clientId" | "endpoints">) {
  return [issuer.trim(), clientId.trim(), endpoints?.authorization, endpoints?.token, endpoints?.jwks];
}
