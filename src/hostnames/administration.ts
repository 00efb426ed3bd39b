import { sql } from "drizzle-orm";
import { memberContext } from "../audit/context.ts";
import type { Grant } from "../authorization/grant.ts";
import { isUnanswered } from "../gatekeeper/attempts.ts";
import type { Changed } from "../gatekeeper/contract.ts";
import { changeProblem, unansweredProblem } from "../gatekeeper/refusal.ts";
import { pageFrom } from "../http/page.ts";
import { etagOf, preconditionFailed } from "../http/precondition.ts";
import { Problem } from "../http/problem.ts";
import type { Exchange } from "../server/exchange.ts";
import type { Admission } from "../sessions/admission.ts";
import type { HostnameChange } from "./change.ts";
import type { StoredHostname } from "./hostname.ts";
import { presentHostname, type HostnameDocument } from "./presentation.ts";
import { findHostname, listHostnames } from "./repository.ts";
import { findHostPolicy } from "./stored.ts";

/** Somebody's request about their organization's hostnames. */
export interface HostnameCall {
  readonly exchange: Exchange;
  readonly admission: Admission;
  readonly grant: Grant;
}

/** Has the gatekeeper make a change; `stale` when somebody was first. */
export async function changeHostname(
  { exchange, admission: { tenant }, grant }: HostnameCall,
  change: HostnameChange,
): Promise<Changed | Problem | "stale"> {
  const command = { organizationId: tenant.organizationId, change, audit: memberContext(grant, exchange.client) };
  const changed = await exchange.tell(tenant, (gatekeeper) => gatekeeper.change(command));
  if (isUnanswered(changed)) return unansweredProblem(changed);
  if (changed.ok) return changed.value;
  return changed.failure === "stale" ? "stale" : changeProblem(changed.failure);
}

/** Whether another organization has shown the record for a name, and has it or had it until recently. */
export async function isHeldElsewhere({ exchange, admission }: HostnameCall, hostname: string): Promise<boolean> {
  const { rows } = await exchange
    .controlDb()
    .db.execute<{ organization_id: string }>(
      sql`select organization_id from lookup_held_hostnames(array[${hostname}]::text[])`,
    );
  // Decided again, and for good, when the record is seen: only one can have shown it.
  return rows.some((row) => row.organization_id !== admission.tenant.organizationId);
}

/** A page of hostnames as they are now, the oldest first. */
export async function hostnameDocuments(
  { exchange, grant }: HostnameCall,
  wanted: Parameters<typeof listHostnames>[1],
) {
  const [rows, [policy]] = await exchange
    .tenantDb(grant)
    .batch((tx) => [listHostnames(tx, wanted), findHostPolicy(tx)]);
  const page = pageFrom(rows, wanted.limit, (row) => ({ at: row.createdAt, id: row.id }));
  return { ...page, items: page.items.map((row) => presentHostname(row, surroundings(exchange, policy))) };
}

/** A hostname as it is now, null when there is none of the id. */
export async function hostnameDocument(
  { exchange, grant }: HostnameCall,
  hostnameId: string,
): Promise<HostnameDocument | null> {
  const [[row], [policy]] = await exchange
    .tenantDb(grant)
    .batch((tx) => [findHostname(tx, hostnameId), findHostPolicy(tx)]);
  return row === undefined ? null : presentHostname(row, surroundings(exchange, policy));
}

/** A hostname as the gatekeeper has left it, whatever others have made of it since. */
export async function storedDocument({ exchange, grant }: HostnameCall, stored: StoredHostname) {
  const [policy] = await findHostPolicy(exchange.tenantDb(grant));
  return presentHostname(stored, surroundings(exchange, policy));
}

/** The same of a change's answer. */
export async function changedDocument(call: HostnameCall, { hostname }: Changed): Promise<HostnameDocument> {
  if (hostname === undefined) throw new Error("The gatekeeper has not said what became of the hostname");
  return storedDocument(call, hostname);
}

/** That somebody was first, with the hostname as they have left it. */
export async function outdatedHostname(call: HostnameCall, hostnameId: string): Promise<Problem> {
  const current = await hostnameDocument(call, hostnameId);
  return current === null ? new Problem("NOT_FOUND") : preconditionFailed(current);
}

/** What a document's answer says besides the document. */
export function versioned(document: { readonly version: number }): [name: string, value: string] {
  return ["etag", etagOf(document)];
}

function surroundings(
  { config: { cnameTarget } }: Exchange,
  policy: { readonly primaryHostnameId: string | null } | undefined,
) {
  return { cnameTarget, primaryHostnameId: policy?.primaryHostnameId ?? null };
}
