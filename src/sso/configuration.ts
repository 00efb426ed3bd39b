import { memberContext } from "../audit/context.ts";
import type { Grant } from "../authorization/grant.ts";
import { isUnanswered } from "../gatekeeper/attempts.ts";
import type { Changed } from "../gatekeeper/contract.ts";
import type { SsoChange } from "./change.ts";
import { changeProblem, unansweredProblem } from "../gatekeeper/refusal.ts";
import { pageFrom, type Position } from "../http/page.ts";
import { etagOf, preconditionFailed } from "../http/precondition.ts";
import { Problem } from "../http/problem.ts";
import type { Exchange } from "../server/exchange.ts";
import type { Admission } from "../sessions/admission.ts";
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

/** Somebody's request about their organization's single sign-on. */
export interface ConfigurationCall {
  readonly exchange: Exchange;
  readonly admission: Admission;
  readonly grant: Grant;
}

/** Has the gatekeeper make a change; `stale` when somebody was first. */
export async function changeSso(
  { exchange, admission: { tenant }, grant }: ConfigurationCall,
  change: SsoChange,
): Promise<Changed | Problem | "stale"> {
  const command = { organizationId: tenant.organizationId, change, audit: memberContext(grant, exchange.client) };
  const changed = await exchange.tell(tenant, (gatekeeper) => gatekeeper.change(command));
  if (isUnanswered(changed)) return unansweredProblem(changed);
  if (changed.ok) return changed.value;
  return changed.failure === "stale" ? "stale" : changeProblem(changed.failure);
}

/** A page of providers as they are now, the oldest first. */
export async function providerDocuments(call: ConfigurationCall, after: Position | null, limit: number) {
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
  { exchange, grant }: ConfigurationCall,
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
  { exchange, grant }: ConfigurationCall,
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
export async function enforcementDocument({ exchange, grant }: ConfigurationCall, made?: StoredPolicy) {
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
export async function outdatedProvider(call: ConfigurationCall, providerId: string): Promise<Problem> {
  const current = await providerDocument(call, providerId);
  if (current !== null) return preconditionFailed(current);
  const [last] = await findRevision(call.exchange.tenantDb(call.grant), providerId);
  return last === undefined ? new Problem("NOT_FOUND") : preconditionFailed(last);
}

/** What a document's answer says besides the document. */
export function versioned(document: { readonly version: number }): [name: string, value: string] {
  return ["etag", etagOf(document)];
}

function placeOf({ exchange, grant }: Pick<ConfigurationCall, "exchange" | "grant">) {
  return { address: exchange.config.address, hosts: grant.snapshot.hosts };
}
