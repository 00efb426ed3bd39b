import type { AuditContext } from "../src/audit/event.ts";
import type { Change, Snapshot } from "../src/gatekeeper/contract.ts";
import { isServing } from "../src/hostnames/registration-meaning.ts";

/** A configuration change on its way through Postgres, written down before it sets out. */
export interface Intent {
  readonly change: Change;
  readonly audit: AuditContext;
  /** The id of the tenant's audit row: once it is in Postgres, the change was committed, and otherwise not. */
  readonly auditId: string;
}

export interface StoredIntent {
  readonly intent: Intent;
  /** Nobody knows whether it was committed. What it takes away is in force, what it grants is not. */
  readonly unknown: boolean;
  readonly dueAt: number;
  readonly attempts: number;
}

/** Whether passwords open nothing: perhaps is yes, until Postgres has said. */
export function isSsoRequired(snapshot: Snapshot, stored: StoredIntent | null): boolean {
  const change = stored?.unknown === true ? stored.intent.change : null;
  return snapshot.enforceSso || (change?.kind === "sso-enforcement" && change.enabled);
}

/**
 * The hosts admissions go by: the snapshot's, without one that a change with an unknown outcome takes away. What adds one
 * counts as not done.
 */
export function hostsInForce(snapshot: Snapshot, stored: StoredIntent | null): readonly string[] {
  const taken = stored?.unknown === true ? hostnameTakenBy(stored.intent.change) : null;
  if (taken === null) return snapshot.hosts;
  const host = snapshot.customHosts?.find(({ id }) => id === taken)?.hostname;
  return snapshot.hosts.filter((one) => one !== host);
}

/**
 * The configuration as it is handed out: with the hosts in force, and without leading anybody to one that is not. It is
 * no version's then, so that nobody takes it for that version once Postgres has said what became of the change.
 */
export function snapshotInForce(snapshot: Snapshot, stored: StoredIntent | null): Snapshot {
  const hosts = hostsInForce(snapshot, stored);
  if (hosts.length === snapshot.hosts.length) return snapshot;
  const { redirectsToPrimary, ...rest } = snapshot;
  const leads = redirectsToPrimary === true && hosts[0] === snapshot.hosts[0];
  return { ...rest, configVersion: 0, hosts, ...(leads && { redirectsToPrimary }) };
}

/** The id of the hostname that is served no more after a change, null where there is none. */
function hostnameTakenBy(change: Change): string | null {
  if (change.kind === "hostname-remove") return change.hostnameId;
  if (change.kind !== "hostname-event" || change.basis.state !== "active" || change.event.kind !== "observed")
    return null;
  const { registration } = change.event;
  return isServing(registration) ? null : change.hostnameId;
}

/** The status admissions go by: the snapshot's, unless a change with an unknown outcome takes access away. */
export function statusInForce(snapshot: Snapshot, stored: StoredIntent | null): Snapshot["status"] {
  if (stored === null || !stored.unknown || snapshot.status === "deleted") return snapshot.status;
  switch (stored.intent.change.kind) {
    case "suspend":
      return "suspended";
    case "delete":
      return "deleted";
    case "restore":
    case "settings":
    case "member-role":
    case "member-remove":
    case "sso-provider-create":
    case "sso-provider-update":
    case "sso-provider-confirm":
    case "sso-provider-restore":
    case "sso-provider-delete":
    case "sso-domain-check":
    case "sso-enforcement":
    case "hostname-add":
    case "hostname-update":
    case "hostname-event":
    case "hostname-remove":
    case "primary-host":
      return snapshot.status;
  }
}
