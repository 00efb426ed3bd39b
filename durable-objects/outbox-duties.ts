import type { AuditContext } from "../src/audit/event.ts";
import type { Change, ChangeFailure, Changed, LiveTopic, Snapshot } from "../src/gatekeeper/contract.ts";
import type { OutboxMessage } from "../src/outbox/message.ts";
import type { Result } from "../src/result/result.ts";
import { changeConfiguration } from "./configuration.ts";
import type { Housekeeping } from "./housekeeping.ts";
import { snapshotInForce } from "./intent.ts";
import { refreshMember } from "./membership.ts";
import type { RowName } from "./outbox-storage.ts";
import type { TaskQueue } from "./queue.ts";
import { revoke } from "./revocation.ts";
import { systemContext } from "./system-context.ts";
import type { Workshop } from "./workshop.ts";

/** What outbox rows ask of the gatekeeper itself. All of it bears being asked twice. */
export interface OutboxDuties {
  /** The configuration it has now. */
  readonly snapshot: Snapshot;
  /** Compares the configuration with Postgres, after the changes that are under way. */
  compare(): Promise<void>;
  /** Makes a change of the configuration, after those that are under way. */
  change(change: Change, audit: AuditContext): Promise<Result<Changed, ChangeFailure>>;
  /** Tells open pages what has changed. */
  announce(topics: readonly LiveTopic[]): void;
  /** @param occasion names what it is done for in the audit log */
  refreshMember(userId: string, occasion: string): Promise<void>;
  revokeUser(payload: UserRevocation, occasion: string): void;
  /** Whether a row's mail is out already: Postgres may not have heard so. */
  wasMailed(row: RowName): boolean;
  noteMailed(row: RowName): void;
}

type UserRevocation = Extract<OutboxMessage, { kind: "gatekeeper.revoke-user" }>["payload"];

export function outboxDuties(
  workshop: () => Workshop,
  changes: TaskQueue,
  housekeeping: () => Housekeeping,
): OutboxDuties {
  return {
    get snapshot() {
      const { snapshot, intent } = stateOf(workshop());
      return snapshotInForce(snapshot, intent);
    },
    compare: () => housekeeping().compare(),
    change: (change, audit) => changes.run(() => changeConfiguration(workshop(), { change, audit })),
    announce: (topics) => workshop().live.changed(topics),
    refreshMember: (userId, occasion) => changes.run(() => refreshMember(workshop(), userId, occasion)),
    revokeUser: (payload, occasion) => revokeUser(workshop(), payload, occasion),
    wasMailed: (row) => workshop().storage.outbox.wasMailed(row),
    noteMailed(row) {
      const { storage, now } = workshop();
      storage.outbox.noteMailed(row, now());
    },
  };
}

/**
 * Sees to what a password reset has told the gatekeeper itself, in case that call was lost. Whether it was is known by
 * its request: by the user's epoch it is not, which something else may have raised before the password was changed.
 * Should it have been lost, everything open now is ended: that is more than the row asks for, and nobody who has just
 * proven a new password minds proving it again.
 */
function revokeUser(workshop: Workshop, { userId, below, reason, requestId }: UserRevocation, occasion: string): void {
  const { storage, live, now } = workshop;
  if (requestId === undefined && storage.sessions.epochOf(userId) >= below) return;
  const scope = { kind: "user", userId } as const;
  const audit = systemContext(requestId ?? occasion);
  const revoked = revoke(storage, stateOf(workshop), { scope, reason, audit }, now());
  if (revoked.ok && revoked.value.effectIds.length > 0) live.end(revoked.value.audience, revoked.value.refusal);
}

function stateOf({ storage }: Workshop) {
  if (storage.state === null) throw new Error("Nobody is kept here");
  return storage.state;
}
