import type { EditedDocument, Editor, LiveMessage, LiveTopic } from "../../../src/gatekeeper/contract.ts";

/** The queries that a change touches, by the first part of their key. */
const touched: Readonly<Record<LiveTopic, readonly string[]>> = {
  organization: ["place", "me"],
  settings: ["settings", "place"],
  // Whoever signs in next is offered other providers.
  sso: ["sso", "place"],
  // A provider's callback addresses are those of the hosts.
  hostnames: ["hostnames", "sso"],
  // One's own role is a member's too: what the navigation shows follows at once.
  members: ["members", "me"],
  invitations: ["invitations"],
  sessions: ["sessions"],
  "audit-logs": ["audit-logs"],
};

export function queriesTouchedBy(topic: LiveTopic): readonly string[] {
  return touched[topic];
}

/** Reads a message; null for what this page does not know, which a newer server may well send. */
export function readLiveMessage(data: unknown): LiveMessage | null {
  if (typeof data !== "string") return null;
  let message: Partial<Record<string, unknown>> | null;
  try {
    message = JSON.parse(data) as typeof message;
  } catch {
    return null;
  }
  if (typeof message !== "object" || message === null) return null;
  const { type, topic, refusal, revision, document, editors } = message;
  if (type === "hello" && typeof revision === "number") return { type, revision };
  if (type === "changed" && typeof topic === "string" && Object.hasOwn(touched, topic)) {
    return { type, topic: topic as LiveTopic };
  }
  if (type === "presence" && typeof document === "string" && Array.isArray(editors) && editors.every(isEditor)) {
    return { type, document: document as EditedDocument, editors };
  }
  if (type === "ended" && isRefusal(refusal)) return { type, refusal };
  return null;
}

function isEditor(value: unknown): value is Editor {
  if (typeof value !== "object" || value === null) return false;
  const { userId, name } = value as Partial<Record<keyof Editor, unknown>>;
  return typeof userId === "string" && typeof name === "string";
}

type Ended = Extract<LiveMessage, { type: "ended" }>;

const refusals: Readonly<Record<Ended["refusal"], true>> = {
  host_moved: true,
  suspended: true,
  signed_out: true,
  session_revoked: true,
  user_revoked: true,
  org_revoked: true,
  expired: true,
  idle: true,
};

function isRefusal(value: unknown): value is Ended["refusal"] {
  return typeof value === "string" && Object.hasOwn(refusals, value);
}
