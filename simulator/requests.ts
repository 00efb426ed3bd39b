import { isUnanswered } from "../src/gatekeeper/attempts.ts";
import type { Decision } from "../src/gatekeeper/admission-desk.ts";
import type { Credential, Unanswered } from "../src/gatekeeper/contract.ts";
import { organizationId } from "./database.ts";
import type { Dice } from "./dice.ts";
import type { Admission, Request } from "./history.ts";
import type { ClientSession } from "./recorder.ts";
import type { Action } from "./script.ts";
import type { World } from "./world.ts";

type RequestAction = Extract<Action, { kind: "request" }>;
type RushAction = Extract<Action, { kind: "rush" }>;

/** A page that asks again and again with the credential it has. */
export async function requests(world: World, action: RequestAction, dice: Dice): Promise<void> {
  const { session, isolate, credential, times, every, patience } = action;
  for (let time = 0; time < times; time += 1) {
    const client = sessionOf(world, session);
    if (client === null) return;
    void request(world, client, isolate, credential, dice, time === times - 1 ? patience : null);
    await world.time.wait(every);
  }
}

/**
 * For a while the organization is busy, in an isolate that does nothing else but report how busy it is: what is asked
 * for there is not part of the history, but where that depends on it, leases are granted everywhere.
 */
export async function rush(world: World, { session, milliseconds }: RushAction, dice: Dice): Promise<void> {
  const over = world.time.now() + milliseconds;
  const tally = { repeated: 300, unanswered: { overloaded: 0, unreachable: 0 } };
  while (world.time.now() < over) {
    const client = sessionOf(world, session);
    if (client === null) return;
    const questions = [{ host: client.host, credential: cookieOf(client) }];
    const batch = { organizationId, knownConfigVersion: 0, questions, tally };
    void world.visit(0, dice, (context) => context.ask((gatekeeper) => gatekeeper.admit(batch)));
    await world.time.wait(400);
  }
}

export function sessionOf({ recorder: { sessions } }: World, number: number): ClientSession | null {
  return sessions[number % Math.max(1, sessions.length)] ?? null;
}

/** One request, with a token only if one was ever minted for the session. */
export async function request(
  world: World,
  client: ClientSession,
  isolate: number,
  wanted: "cookie" | "token",
  dice: Dice,
  patience: number | null,
): Promise<Request> {
  const { recorder } = world;
  const id = recorder.newId("req");
  const invokedAt = recorder.now();
  const credential = wanted === "token" ? tokenOf(client) : cookieOf(client);
  const decision = await world.visit(isolate, dice, (context) => context.admit(credential, client.host), patience);
  const outcome = outcomeOf(decision);
  if (typeof outcome === "object" && credential.kind === "cookie" && (client.token === null || dice.happens(0.5))) {
    const { sessionVersion = 0, epoch = 0 } = outcome;
    client.token = { sessionVersion, epoch };
  }
  return recorder.addRequest(client, id, credential.kind, { invokedAt, answeredAt: recorder.now() }, outcome);
}

function cookieOf({ tokenHash }: ClientSession): Credential {
  return { kind: "cookie", tokenHash };
}

function tokenOf(client: ClientSession): Credential {
  const { session, user, token } = client;
  return token === null ? cookieOf(client) : { kind: "token", sessionId: session, userId: user, ...token };
}

function outcomeOf(decision: Decision | Unanswered): Admission | "refused" | "unanswered" {
  if (isUnanswered(decision)) return "unanswered";
  const { verdict, snapshot } = decision;
  if (!verdict.admitted) return "refused";
  const { session, sessionVersion, epoch } = verdict;
  // What is handed out while nobody knows whether a host was taken away is no version of the configuration.
  const isVersion = snapshot !== null && snapshot.configVersion !== 0;
  const seen = isVersion ? { configVersion: snapshot.configVersion, settings: snapshot.settings.appName } : {};
  return { sessionVersion, epoch, role: session.role, ...seen };
}
