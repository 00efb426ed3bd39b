import type { Changed } from "../gatekeeper/contract.ts";
import { pageFrom } from "../http/page.ts";
import { etagOf, preconditionFailed } from "../http/precondition.ts";
import { Problem } from "../http/problem.ts";
import type { MemberCall } from "../server/member-call.ts";
import { findHeldNames } from "./held.ts";
import { mostAddedPerDay, type StoredHostname } from "./hostname.ts";
import { presentHostname, surroundingsOf, type HostnameDocument } from "./presentation.ts";
import { findHostname, findHostPolicy, findRecentAddition, listHostnames } from "./repository.ts";

/** Whether another organization has shown the record for a name, and has it or had it until recently. */
export async function isHeldElsewhere({ exchange, admission }: MemberCall, hostname: string): Promise<boolean> {
  const held = await findHeldNames(exchange.controlDb(), [hostname]);
  // Decided again, and for good, when the record is seen: only one can have shown it.
  return held.some(({ organizationId }) => organizationId !== admission.tenant.organizationId);
}

/** A page of hostnames as they are now, the oldest first. */
export async function hostnameDocuments({ exchange, grant }: MemberCall, wanted: Parameters<typeof listHostnames>[1]) {
  const [rows, [policy]] = await exchange
    .tenantDb(grant)
    .batch((tx) => [listHostnames(tx, wanted), findHostPolicy(tx)]);
  const page = pageFrom(rows, wanted.limit, (row) => ({ at: row.createdAt, id: row.id }));
  return { ...page, items: page.items.map((row) => presentHostname(row, surroundingsOf(exchange.config, policy))) };
}

/** A hostname as it is now, null when there is none of the id. */
export async function hostnameDocument(
  { exchange, grant }: MemberCall,
  hostnameId: string,
): Promise<HostnameDocument | null> {
  const [[row], [policy]] = await exchange
    .tenantDb(grant)
    .batch((tx) => [findHostname(tx, hostnameId), findHostPolicy(tx)]);
  return row === undefined ? null : presentHostname(row, surroundingsOf(exchange.config, policy));
}

/** A hostname as the gatekeeper has left it, whatever others have made of it since. */
export async function storedDocument({ exchange, grant }: MemberCall, stored: StoredHostname) {
  const [policy] = await findHostPolicy(exchange.tenantDb(grant));
  return presentHostname(stored, surroundingsOf(exchange.config, policy));
}

/** The same of a change's answer. */
export async function changedDocument(call: MemberCall, { hostname }: Changed): Promise<HostnameDocument> {
  if (hostname === undefined) throw new Error("The gatekeeper has not said what became of the hostname");
  return storedDocument(call, hostname);
}

/** That very many were added in a day, and when there is room for one more: when the first of them is a day old. */
export async function addedTooMany({ exchange, grant }: MemberCall): Promise<Problem> {
  const [first] = await findRecentAddition(exchange.tenantDb(grant), mostAddedPerDay - 1);
  const wait = first === undefined ? 0 : Date.parse(first.createdAt) + dayMilliseconds - Date.now();
  return new Problem("HOSTNAME_DAILY_LIMIT", {
    headers: { "retry-after": String(Math.max(1, Math.ceil(wait / 1_000))) },
  });
}

const dayMilliseconds = 24 * 60 * 60 * 1_000;

/** That somebody was first, with the hostname as they have left it. */
export async function outdatedHostname(call: MemberCall, hostnameId: string): Promise<Problem> {
  const current = await hostnameDocument(call, hostnameId);
  return current === null ? new Problem("NOT_FOUND") : preconditionFailed(current);
}

/** What a document's answer says besides the document. */
export function versioned(document: { readonly version: number }): [name: string, value: string] {
  return ["etag", etagOf(document)];
}
