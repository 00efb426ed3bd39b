import type { AuditContext, AuditEntry } from "../src/audit/event.ts";
import type { Snapshot } from "../src/gatekeeper/contract.ts";
import { newIdentifier } from "../src/identifiers/identifier.ts";
import type { Loss } from "./change-consequences.ts";
import type { KeeperState, Storage } from "./storage.ts";
import { systemContext } from "./system-context.ts";

/**
 * Makes this the configuration, and ends what began on a host that it does not serve any more. Nothing else sets a
 * configuration in place of another, so that no way leads around this. To be called in a transaction.
 *
 * @param context of the change that has made it; null where it was made behind the gatekeeper's back
 */
export function putSnapshot(
  storage: Storage,
  before: KeeperState,
  snapshot: Snapshot,
  context: AuditContext | null,
  now: number,
): Loss | null {
  storage.setSnapshot(snapshot);
  // A deleted organization's sessions end all together, wherever they began.
  return snapshot.status === "deleted" ? null : leaveHosts(storage, before, snapshot.hosts, context, now);
}

/**
 * Ends the sessions that began on hosts which are served no more, and the sign-ins under way there: should a host come
 * back, whoever has it then, it finds nobody signed in. To be called in a transaction.
 *
 * @returns whose pages have lost their session, null where every host is still served
 */
export function leaveHosts(
  storage: Storage,
  before: KeeperState,
  hosts: readonly string[],
  context: AuditContext | null,
  now: number,
): Loss | null {
  const left = before.hosts.filter((host) => !hosts.includes(host));
  if (left.length === 0) return null;
  const revision = storage.raiseRevision(now);
  const sessionIds = new Set<string>();
  for (const host of left) {
    storage.sessions.rememberLeft(host, revision);
    const closed = storage.sessions.closeOn(host, before, now);
    closed.forEach((id) => sessionIds.add(id));
    const audit = closed.length === 0 ? null : auditOf(before, host, closed.length, context, revision);
    storage.addEffect({ scope: { kind: "host", host }, revision, reason: "host_removed", at: now, audit }, now);
  }
  return { audience: { kind: "sessions", sessionIds }, refusal: "host_moved" };
}

function auditOf(
  { organizationId, snapshot }: KeeperState,
  host: string,
  closed: number,
  context: AuditContext | null,
  revision: number,
) {
  const id = snapshot.customHosts?.find(({ hostname }) => hostname === host)?.id;
  const entry: AuditEntry = {
    event: "tenant.sessions_revoked",
    target:
      id === undefined
        ? { type: "organization", id: organizationId, name: snapshot.name }
        : { type: "hostname", id, name: host },
    data: { reason: "host_removed", closed },
  };
  const platformId = context?.actor.type === "operator" ? newIdentifier("aud") : null;
  return { id: newIdentifier("aud"), platformId, entry, context: context ?? systemContext(`gatekeeper:${revision}`) };
}
