import { isUnanswered } from "../src/gatekeeper/attempts.ts";
import type { OpenSessionCommand, SsoOrigin } from "../src/gatekeeper/contract.ts";
import { host, initialPassword, organizationId, ownHost, type Database } from "./database.ts";
import type { Dice } from "./dice.ts";
import type { SignIn, Span } from "./history.ts";
import type { RequestContext } from "./isolate.ts";
import { members, type Action } from "./script.ts";
import type { World } from "./world.ts";

type SignInAction = Extract<Action, { kind: "sign-in" | "sign-in-elsewhere" }>;

/** Signs in with a password, in one step or with a second factor, as src/identity does it. */
export async function signIn(world: World, { kind, user, isolate, pause }: SignInAction, dice: Dice): Promise<void> {
  const { recorder, postgres } = world;
  const session = recorder.newId("ses");
  const userId = userOf(user);
  const isElsewhere = kind === "sign-in-elsewhere";
  const at = isElsewhere ? ownHost.hostname : host;
  const secret = postgres.database.users.get(userId)?.password ?? initialPassword;
  const invokedAt = recorder.now();
  const place = recorder.signIns.length;
  const note = (firstStep: Span, outcome: SignIn["outcome"], answeredAt: number | null): void => {
    const span = { firstStep, outcome, invokedAt, answeredAt };
    const how = { method: methodOf(session), isElsewhere, secret };
    const signedIn = { id: `in_${session}`, user: userId, session, ...how, ...span };
    recorder.signIns[place] = signedIn;
  };
  note({ invokedAt, answeredAt: null }, "unknown", null);
  const firstStep = await world.visit(isolate, dice, (context) =>
    begin(context, world, { userId, secret, host: at }, dice),
  );
  const firstSpan = { invokedAt, answeredAt: recorder.now() };
  if (firstStep === null) return note(firstSpan, "refused", recorder.now());
  if (pause !== null) {
    note(firstSpan, "unknown", null);
    await world.time.wait(pause);
  }
  const clock = world.newClock();
  const command = { ...commandFor(session, userId, at, clock.now()), asOf: firstStep.asOf };
  const isOpen = await world.visit(isolate, dice, (context) => open(context, world, command, dice));
  const answeredAt = recorder.now();
  // With one step, the first is over when all of it is.
  note(pause === null ? { invokedAt, answeredAt } : firstSpan, isOpen ? "opened" : "refused", answeredAt);
  if (isOpen) recorder.sessions.push({ session, user: userId, host: at, tokenHash: command.tokenHash, token: null });
}

export function userOf(number: number): string {
  return members[number % members.length]?.[0] ?? "";
}

/** Who somebody is at the one provider there is. */
export function originOf(userId: string): SsoOrigin {
  return { providerId: "sso_1", subject: userId, sid: null, authority: "owner" };
}

/** Every other session begins at the provider, which asks for the same password. */
function methodOf(session: string): "password" | "sso" {
  return Number(session.slice("ses_".length)) % 2 === 0 ? "password" : "sso";
}

/** The first step records what its sign-in is as of, before the password is looked at. */
async function begin(
  context: RequestContext,
  { postgres }: World,
  who: { readonly userId: string; readonly secret: string; readonly host: string },
  dice: Dice,
): Promise<{ readonly asOf: number } | null> {
  const question = { organizationId, host: who.host, knownConfigVersion: 0 };
  const visit = await context.ask((gatekeeper) => gatekeeper.visit(question));
  if (isUnanswered(visit) || visit.kind !== "welcome") return null;
  try {
    const isRight = await postgres.connect(context.life, dice).run(({ users }) => {
      return users.get(who.userId)?.password === who.secret;
    });
    return isRight ? { asOf: visit.revision } : null;
  } catch {
    return null;
  }
}

/** The last step: the gatekeeper opens the session before Postgres commits it; what does not commit is closed again. */
async function open(
  context: RequestContext,
  { postgres }: World,
  command: OpenSessionCommand,
  dice: Dice,
): Promise<boolean> {
  const { id, userId } = command.session;
  const connection = postgres.connect(context.life, dice);
  let maybeOpen = false;
  try {
    const role = await connection.run(({ users }) => users.get(userId)?.role);
    if (role === undefined) return false;
    maybeOpen = true;
    const opening = { organizationId, ...command, session: { ...command.session, role } };
    const opened = await context.ask((gatekeeper) => gatekeeper.openSession(opening));
    if (!isUnanswered(opened) && !opened.ok) return false;
    if (isUnanswered(opened)) throw new Error("Nobody knows whether the session is open");
    await connection.run((database) => commit(database, command));
    return true;
  } catch {
    if (maybeOpen) void closeAgain(context, id, userId);
    return false;
  }
}

function commit(database: Database, { session, asOf }: OpenSessionCommand): void {
  if (!database.users.has(session.userId)) throw new Error("The user is not there any more");
  const { id, userId, method, host: at } = session;
  database.addSession(id, { userId, method, host: at, asOf });
}

async function closeAgain(context: RequestContext, sessionId: string, userId: string): Promise<void> {
  const audit = {
    actor: { type: "system", id: null, name: null },
    requestId: `closing:${sessionId}`,
    address: null,
    userAgent: null,
  } as const;
  const scope = { kind: "session", sessionId, userId } as const;
  await context.ask((gatekeeper) => gatekeeper.revoke({ organizationId, scope, reason: "signed_out", audit }));
}

function commandFor(session: string, userId: string, at: string, now: number): OpenSessionCommand {
  return {
    session: {
      id: session,
      userId,
      email: `${userId}@acme.example`,
      name: userId,
      role: "member",
      host: at,
      method: methodOf(session),
      ...(methodOf(session) === "sso" && { sso: originOf(userId) }),
      createdAt: now,
      expiresAt: now + 7 * 24 * 60 * 60 * 1000,
      address: null,
      userAgent: null,
    },
    tokenHash: `hash of ${session}`,
    asOf: 0,
  };
}

/** Sets a new password and ends the user's sessions: first in Postgres, then at the gatekeeper. */
export async function resetPassword(
  world: World,
  { user, isolate }: { readonly user: number; readonly isolate: number },
  dice: Dice,
): Promise<void> {
  const { recorder, postgres } = world;
  const userId = userOf(user);
  const secret = `${userId}:${recorder.now()}`;
  await recorder.act({ kind: "reset-password", user: userId, secret }, (id) =>
    world.visit(isolate, dice, async (context) => {
      const visit = await context.ask((gatekeeper) =>
        gatekeeper.visit({ organizationId, host, knownConfigVersion: 0 }),
      );
      if (isUnanswered(visit) || visit.kind !== "welcome") return "refused";
      const below = Math.max(visit.revision + 1, world.newClock().now());
      try {
        const isDone = await postgres.connect(context.life, dice).run((database) => {
          if (!database.users.has(userId)) return false;
          database.setPassword(userId, secret);
          const payload = { userId, below, reason: "password_reset", requestId: id } as const;
          database.enqueue({ kind: "gatekeeper.revoke-user", payload });
          database.addAudit(`aud_${id}`, { event: "password.reset" }, { requestId: id });
          return true;
        });
        if (!isDone) return "refused";
      } catch {
        return "unknown";
      }
      const actor = { type: "user", id: userId, name: null } as const;
      const audit = { actor, requestId: id, address: null, userAgent: null };
      const scope = { kind: "user", userId } as const;
      const ended = await context.ask((gatekeeper) =>
        gatekeeper.revoke({ organizationId, scope, reason: "password_reset", audit }),
      );
      void context.ask((gatekeeper) => gatekeeper.wake({ organizationId, topics: ["audit-logs"] }));
      return !isUnanswered(ended) && ended.ok ? "acknowledged" : "unknown";
    }),
  );
}
