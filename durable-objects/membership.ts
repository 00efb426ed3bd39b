import { revoke } from "./revocation.ts";
import { systemContext } from "./system-context.ts";
import type { Workshop } from "./workshop.ts";

/**
 * A membership was changed behind the gatekeeper's back, or by itself a moment ago: brings the user's sessions in line.
 * Runs alone, like a change: a role that was read before a change must not be applied after it.
 *
 * @param occasion names what it is done for in the audit log
 */
export async function refreshMember(
  { storage, record, live, now }: Workshop,
  userId: string,
  occasion: string,
): Promise<void> {
  const role = await record.roleOf(userId);
  const { state } = storage;
  if (state === null) return;
  if (role !== null) {
    const isNew = storage.sessions.rolesOf(userId).some((held) => held !== role);
    // Written down even where no session has another: a sign-in that is under way may have read the one before.
    storage.transaction(() => storage.sessions.setRole(userId, role, storage.raiseRevision(now())));
    if (isNew) live.reconnect(userId);
    return;
  }
  const open = storage.sessions.countOpen(userId, Infinity, state, now());
  // Removed through us: the epoch was raised with it, and nobody is signed in.
  if (open === 0 && storage.sessions.epochOf(userId) > 0) return;
  const scope = { kind: "user", userId } as const;
  const removed = revoke(storage, state, { scope, reason: "member_removed", audit: systemContext(occasion) }, now());
  if (removed.ok) live.end(removed.value.audience, removed.value.refusal);
}
