import type { Changed } from "../gatekeeper/contract.ts";
import { pageFrom, type Position } from "../http/page.ts";
import { etagOf, preconditionFailed } from "../http/precondition.ts";
import { Problem } from "../http/problem.ts";
import type { MemberCall } from "../server/member-call.ts";
import { countRecoveryCodes } from "./history-repository.ts";
import { presentEnforcement, presentProvider, type ProviderDocument } from "./presentation.ts";
import { mostProviders, type StoredPolicy } from "./provider.ts";
import {
  findPolicy,
  findProvider,
  findRevision,
  listDomains,
  listProofs,
  listProviders,
  listSecretVersions,
  type ProviderRow,
} from "./repository.ts";

/** A page of providers as they are now, the oldest first. */
export async function providerDocuments(call: MemberCall, after: Position | null, limit: number) {
  const [rows, domains, proofs, secretVersions] = await call.exchange
    .tenantDb(call.grant)
    .batch((tx) => [
      listProviders(tx, after, limit),
      listDomains(tx, null),
      listProofs(tx, null),
      listSecretVersions(tx, null),
    ]);
  const page = pageFrom(rows, limit, (row) => ({ at: row.createdAt, id: row.id }));
  const present = (row: ProviderRow) => presentProvider(row, { domains, proofs, secretVersions }, placeOf(call));
  return { ...page, items: await Promise.all(page.items.map(present)) };
}

/** A provider as it is now, null when there is none of the id. */
export async function providerDocument(
  { exchange, grant }: MemberCall,
  providerId: string,
): Promise<ProviderDocument | null> {
  const [[row], domains, proofs, secretVersions] = await exchange
    .tenantDb(grant)
    .batch((tx) => [
      findProvider(tx, providerId),
      listDomains(tx, providerId),
      listProofs(tx, providerId),
      listSecretVersions(tx, providerId),
    ]);
  if (row === undefined) return null;
  return presentProvider(row, { domains, proofs, secretVersions }, placeOf({ exchange, grant }));
}

/** A provider as a change has left it, whatever others have made of it since. */
export async function changedDocument(
  { exchange, grant }: MemberCall,
  { provider }: Changed,
): Promise<ProviderDocument> {
  if (provider === undefined) throw new Error("The gatekeeper has not said what became of the provider");
  const { domains, secretVersion, ...row } = provider;
  const surroundings = {
    domains: domains.map((domain) => ({ ...domain, providerId: row.id })),
    proofs: await listProofs(exchange.tenantDb(grant), row.id),
    secretVersions: secretVersion === null ? [] : [{ providerId: row.id, version: secretVersion }],
  };
  return presentProvider(row, surroundings, placeOf({ exchange, grant }));
}

/**
 * Whether single sign-on is required, and whether it could be.
 *
 * @param made what a change has made of it; without one, what it is now
 */
export async function enforcementDocument({ exchange, grant }: MemberCall, made?: StoredPolicy) {
  const [[policy], rows, domains, proofs, [codes]] = await exchange
    .tenantDb(grant)
    .batch((tx) => [
      findPolicy(tx),
      listProviders(tx, null, mostProviders),
      listDomains(tx, null),
      listProofs(tx, null),
      countRecoveryCodes(tx),
    ]);
  return presentEnforcement(made ?? policy, rows, { domains, proofs, secretVersions: [] }, codes?.unused ?? 0);
}

/** That somebody was first, with the provider as they have left it: its last version when that was its end. */
export async function outdatedProvider(call: MemberCall, providerId: string): Promise<Problem> {
  const current = await providerDocument(call, providerId);
  if (current !== null) return preconditionFailed(current);
  const [last] = await findRevision(call.exchange.tenantDb(call.grant), providerId);
  return last === undefined ? new Problem("NOT_FOUND") : preconditionFailed(last);
}

/** What a document's answer says besides the document. */
export function versioned(document: { readonly version: number }): [name: string, value: string] {
  return ["etag", etagOf(document)];
}

function placeOf({ exchange, grant }: Pick<MemberCall, "exchange" | "grant">) {
  return { address: exchange.config.address, hosts: grant.snapshot.hosts };
}
