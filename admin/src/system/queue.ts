import type { Queues } from "../api.gen/types.gen.ts";

export type Queue = Queues["items"][number];

/** What the kinds of outbox messages are to somebody who runs the platform. */
const names: Readonly<Record<string, string>> = {
  "mail.invitation": "Invitation mails",
  "mail.password-reset": "Password reset mails",
  "gatekeeper.refresh": "Gatekeeper refreshes",
  "gatekeeper.member": "Membership changes",
  "gatekeeper.revoke-user": "Session revocations",
  "host.hint": "Host directory updates",
};

export function queueName(kind: string): string {
  return Object.hasOwn(names, kind) ? (names[kind] ?? kind) : kind;
}

/** Those that need somebody to look, worst first; then those that merely wait. */
export function queuesByConcern(queues: readonly Queue[]): Queue[] {
  return queues.toSorted((one, other) => other.failing - one.failing || other.waiting - one.waiting);
}

export function isAnyFailing(queues: readonly Queue[]): boolean {
  return queues.some(({ failing }) => failing > 0);
}
