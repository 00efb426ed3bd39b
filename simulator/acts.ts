import type { AuditContext } from "../src/audit/event.ts";
import { isUnanswered } from "../src/gatekeeper/attempts.ts";
import type {
  Change,
  ChangeFailure,
  RevocationFailure,
  RevokeCommand,
  Unanswered,
} from "../src/gatekeeper/contract.ts";
import type { Result } from "../src/result/result.ts";
import { originOf, userOf } from "./ceremonies.ts";
import { organizationId, ownHost } from "./database.ts";
import type { Dice } from "./dice.ts";
import type { Act, Deed } from "./history.ts";
import type { RequestContext } from "./isolate.ts";
import { sessionOf } from "./requests.ts";
import { members, type Action } from "./script.ts";
import type { World } from "./world.ts";

type Kind<Name extends Action["kind"]> = Extract<Action, { kind: Name }>;
type OwnAction = Kind<"sign-out" | "end-own-session" | "end-others">;

/** What people do to their own sessions: the session they do it with has to be admitted first. */
export async function actOnOwn(world: World, { kind, session, isolate }: OwnAction, dice: Dice): Promise<void> {
  const client = sessionOf(world, session);
  if (client === null) return;
  const { user } = client;
  const ending = kind === "end-own-session" ? (ownSession(world, user, dice) ?? client.session) : client.session;
  const deed: Deed =
    kind === "end-others"
      ? { kind: "end-user", user, except: client.session }
      : { kind: "end-session", session: ending };
  const scope: RevokeCommand["scope"] =
    kind === "end-others"
      ? { kind: "user", userId: user, except: client.session }
      : { kind: "session", sessionId: ending, ...(kind === "end-own-session" && { userId: user }) };
  const reason = kind === "sign-out" ? "signed_out" : "ended_by_user";
  await world.recorder.act(deed, (id) =>
    world.visit(isolate, dice, async (context) => {
      const decision = await context.admit({ kind: "cookie", tokenHash: client.tokenHash }, client.host);
      if (isUnanswered(decision) || !decision.verdict.admitted) return "refused";
      return revoke(context, { scope, reason, audit: auditOf("user", user, id) });
    }),
  );
}

function ownSession({ recorder }: World, user: string, dice: Dice): string | null {
  const own = recorder.sessions.filter((session) => session.user === user);
  return own[Math.floor(dice.roll() * own.length)]?.session ?? null;
}

/** What an owner or an operator does to others' sessions. */
export async function endSessions(world: World, action: Kind<"end-user" | "end-all">, dice: Dice): Promise<void> {
  const deed: Deed = action.kind === "end-user" ? { kind: "end-user", user: userOf(action.user) } : { kind: "end-all" };
  const reach = action.by === "owner" ? { reach: "owner" as const } : {};
  const scope: RevokeCommand["scope"] =
    deed.kind === "end-user" ? { kind: "user", userId: deed.user, ...reach } : { kind: "organization" };
  await world.recorder.act(deed, (id) =>
    world.visit(action.isolate, dice, (context) => {
      if (action.by === "owner") return revoke(context, { scope, reason: "ended_by_admin", audit: byOwner(id) });
      return revoke(context, { scope, reason: "ended_by_operator", audit: auditOf("operator", "opr_1", id) });
    }),
  );
}

/** A provider says that it has signed somebody out: whoever is on the way through it then is meant as well. */
export async function logOutAtProvider(world: World, action: Kind<"provider-logout">, dice: Dice): Promise<void> {
  const user = userOf(action.user);
  const { providerId, subject, sid } = originOf(user);
  const scope = { kind: "sso", providerId, subject, sid } as const;
  await world.recorder.act({ kind: "provider-logout", user }, (id) =>
    world.visit(action.isolate, dice, async (context) => {
      const audit = { ...auditOf("user", user, id), actor: { type: "system", id: null, name: null } } as const;
      const command = { organizationId, scope, reason: "provider_logout", audit } as const;
      const revoked = await context.tell((gatekeeper) => gatekeeper.revoke(command));
      const wasNobody = !isUnanswered(revoked) && revoked.ok && revoked.value.closed === 0;
      return wasNobody ? "gone" : outcomeOf(revoked);
    }),
  );
}

type ChangeAction = Kind<
  | "suspend"
  | "restore"
  | "delete"
  | "change-role"
  | "remove-member"
  | "change-settings"
  | "enforce-sso"
  | "lift-sso"
  | "add-host"
  | "remove-host"
>;

export async function changeConfiguration(world: World, action: ChangeAction, dice: Dice): Promise<void> {
  const [deed, change] = changeOf(world, action, dice);
  const isOperators = ["suspend", "restore", "delete"].includes(action.kind);
  await world.recorder.act(deed, (id) =>
    world.visit(action.isolate, dice, async (context) => {
      const audit = isOperators ? auditOf("operator", "opr_1", id) : byOwner(id);
      const changed = await context.tell((gatekeeper) => gatekeeper.change({ organizationId, change, audit }));
      return isDoneAlready(change, changed) ? "gone" : outcomeOf(changed);
    }),
  );
}

function changeOf({ recorder, postgres }: World, action: ChangeAction, dice: Dice): [Deed, Change] {
  switch (action.kind) {
    case "suspend":
      return [{ kind: "suspend" }, { kind: "suspend", reason: "unpaid" }];
    case "restore":
      return [{ kind: "restore" }, { kind: "restore" }];
    case "delete":
      return [{ kind: "delete" }, { kind: "delete" }];
    case "change-role": {
      const deed = { kind: "change-role", user: userOf(action.user), role: action.role } as const;
      return [deed, { kind: "member-role", userId: deed.user, role: deed.role, actorRole: "owner" }];
    }
    case "remove-member": {
      const user = userOf(action.user);
      return [
        { kind: "remove-member", user },
        { kind: "member-remove", userId: user, actorRole: "owner" },
      ];
    }
    case "enforce-sso": {
      const { ends } = action;
      return [{ kind: "enforce-sso", ends }, enforcement(true, ends)];
    }
    case "lift-sso":
      return [{ kind: "lift-sso" }, enforcement(false, false)];
    case "remove-host": {
      const change = {
        kind: "hostname-remove",
        hostnameId: ownHost.id,
        expectedVersion: 1,
        actorRole: "owner",
      } as const;
      return [{ kind: "remove-host" }, change];
    }
    case "add-host":
      return [{ kind: "add-host" }, activation];
    case "change-settings": {
      const appName = `Acme ${recorder.newId("act")}`;
      // Now and then somebody has not seen the latest document.
      const { version } = postgres.database.snapshot().settings;
      const expectedVersion = dice.happens(0.1) ? version - 1 : version;
      return [
        { kind: "change-settings", settings: appName },
        { kind: "settings", expectedVersion, appName },
      ];
    }
  }
}

/** What Cloudflare says when all is well. */
const activation: Change = {
  kind: "hostname-event",
  hostnameId: ownHost.id,
  basis: { state: "pending_cloudflare", challenge: "x" },
  event: {
    kind: "observed",
    registration: {
      id: "cf_1",
      hostname: ownHost.hostname,
      status: "active",
      sslStatus: "active",
      method: "http",
      certificateExpiresAt: null,
      records: [],
      errors: [],
    },
  },
};

function enforcement(enabled: boolean, endPasswordSessions: boolean): Change {
  return { kind: "sso-enforcement", enabled, endPasswordSessions, expectedVersion: null, actorRole: "owner" };
}

/** Whether the answer is that somebody else has taken this access away before. */
function isDoneAlready({ kind }: Change, changed: Result<unknown, ChangeFailure> | Unanswered): boolean {
  if (isUnanswered(changed) || changed.ok) return false;
  if (kind === "suspend" || kind === "delete") return changed.failure === "wrong_state";
  if (kind === "hostname-remove") return changed.failure === "stale";
  return kind === "member-remove" && changed.failure === "not_found";
}

async function revoke(context: RequestContext, command: RevokeCommand): Promise<Act["outcome"]> {
  const revoked = await context.tell((gatekeeper) => gatekeeper.revoke({ organizationId, ...command }));
  const isGone = !isUnanswered(revoked) && !revoked.ok && revoked.failure === "not_found";
  return isGone && command.scope.kind === "session" ? "gone" : outcomeOf(revoked);
}

function outcomeOf(answer: Result<unknown, ChangeFailure | RevocationFailure> | Unanswered): Act["outcome"] {
  if (isUnanswered(answer)) return "unknown";
  if (answer.ok) return "acknowledged";
  return answer.failure === "unavailable" ? "unknown" : "refused";
}

function byOwner(id: string): AuditContext {
  return auditOf("user", members[0]?.[0] ?? "", id);
}

function auditOf(type: "user" | "operator", id: string, requestId: string): AuditContext {
  return { actor: { type, id, name: null }, requestId, address: null, userAgent: null };
}
