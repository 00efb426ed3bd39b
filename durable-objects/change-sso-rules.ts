import { lesser, reaches, type Role } from "../src/authorization/role.ts";
import { changesBetween } from "../src/sso/difference.ts";
import { providerFieldNames, type ProviderFields } from "../src/sso/provider.ts";

/** A provider and its sealed secret, as they are or are to be. */
export interface Keyed {
  readonly fields: ProviderFields;
  readonly sealedSecret: string | null;
}

type FieldChanges = Readonly<Partial<Record<keyof ProviderFields, { readonly from: unknown; readonly to: unknown }>>>;

/** The fields in which two versions differ. A set of domains has no order. */
export function fieldChanges(before: ProviderFields, after: ProviderFields): FieldChanges {
  return changesBetween(normalized(before), normalized(after));
}

/** A version as the history has it: the fields and nothing else, domains by name. */
export function normalized(fields: ProviderFields): ProviderFields {
  const named = Object.fromEntries(providerFieldNames.map((name) => [name, fields[name]])) as unknown as ProviderFields;
  return { ...named, domains: fields.domains.toSorted() };
}

/** Whether somebody of this role would give a role away that lies above their own. */
export function grantsMoreThan(
  role: Role,
  { defaultRole, roleMappings }: Pick<ProviderFields, "defaultRole" | "roleMappings">,
): boolean {
  return [defaultRole, ...roleMappings.map((mapping) => mapping.role)].some((granted) => !reaches(role, granted));
}

/** What decides who comes in by a provider, and as what: whoever changes it is trusted with that. */
const trustedFields = [
  "issuer",
  "clientId",
  "clientAuthentication",
  "endpoints",
  "domains",
  "emailVerification",
  "provisioning",
  "defaultRole",
  "roleClaim",
  "roleMappings",
] as const satisfies readonly (keyof ProviderFields)[];

/**
 * How far a provider reaches after somebody's change. Nobody raises it by changing something else: whoever vouches for
 * what others have done says so.
 */
export function authorityAfter(held: Role, role: Role, changes: FieldChanges, keyChanged: boolean): Role {
  const isTrusted = keyChanged || trustedFields.some((name) => changes[name] !== undefined);
  return isTrusted ? lesser(held, role) : held;
}

/** Whether nobody who comes in by the provider could notice. */
export function isHarmless(changes: FieldChanges, keyChanged: boolean): boolean {
  return !keyChanged && Object.keys(changes).every((name) => harmlessFields.has(name));
}

const harmlessFields: ReadonlySet<string> = new Set([
  "label",
  "preset",
  "logoutAtProvider",
] satisfies (keyof ProviderFields)[]);

/**
 * The secret a provider has after a change: null for none. Nobody is shown a secret, so nobody may have it sent to a
 * place of their choosing: where it would be sent elsewhere than before, it is not kept.
 *
 * @param given undefined where the change says nothing of it
 */
export function secretAfter(
  before: Keyed | null,
  fields: ProviderFields,
  given: string | null | undefined,
): string | null {
  if (fields.clientAuthentication === "none") return null;
  if (given !== undefined) return given;
  return before !== null && destination(before.fields) === destination(fields) ? before.sealedSecret : null;
}

/** Whether it could be used at all: who authenticates needs something to do it with. */
export function lacksSecret({ fields, sealedSecret }: Keyed): boolean {
  return fields.clientAuthentication !== "none" && sealedSecret === null;
}

/** Where a client secret is sent: discovered from the issuer, unless the endpoint is given. */
function destination({ issuer, endpoints }: ProviderFields): string {
  return JSON.stringify(endpoints === null ? [issuer] : ["token", endpoints.token]);
}

/** What the audit log says of changed fields: words, where a field is more than a plain value. */
export function changesInWords(changes: FieldChanges): Record<string, { from: Plain; to: Plain }> {
  return Object.fromEntries(
    Object.entries(changes).map(([name, { from, to }]) => [name, { from: inWords(from), to: inWords(to) }]),
  );
}

type Plain = string | number | boolean | null;

function inWords(value: unknown): Plain {
  if (Array.isArray(value)) return value.map(inWords).join(", ");
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
    return members.map(([, member]) => inWords(member)).join(" ");
  }
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}

/** Which challenge was made for which domain, should it be new. */
export function challengesOf(domains: readonly string[], challenges: readonly string[]): ReadonlyMap<string, string> {
  return new Map(domains.map((domain, index) => [domain, challenges[index] ?? ""]));
}

/** Every domain with its challenge: one that is held already needs none. */
export function withChallenges(
  domains: readonly string[],
  challenges: ReadonlyMap<string, string>,
  held: readonly string[] = [],
): { domain: string; challenge: string }[] {
  return domains.map((domain) => {
    const challenge = challenges.get(domain) ?? "";
    if (challenge === "" && !held.includes(domain)) throw new Error(`There is no challenge for ${domain}`);
    return { domain, challenge };
  });
}
