import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { operatorMay } from "../../src/operators/role.ts";
import type { Reply } from "../client.ts";
import { ask, shapeOf } from "./cell.ts";
import { jar } from "./credentials.ts";
import { adminEntries, entryOf, serverEntries, type Wanted } from "./entries.ts";
import { nobodys, type Named } from "./named.ts";
import { adminMatrix, serverMatrix, type MatrixRoute } from "./route-table.ts";
import { adminHost, closeStage, openStage, type Stage } from "./stage.ts";
import { Trial } from "./trial.ts";

/*
 * What exists elsewhere is answered as what does not exist, word for word, and by the same work: the same statements,
 * the same calls of gatekeepers, as many password hashes. So neither the answer nor its time tells one from the other.
 */

const state = "isolation-work";
let stage: Stage;
let trial: Trial;
let nobody: Named;

beforeAll(async () => {
  stage = await openStage(state);
  trial = await Trial.begin(stage);
  nobody = nobodys(trial.a);
});
afterAll(async () => {
  await closeStage(stage, state);
});

interface Work {
  readonly statements: Readonly<Record<string, readonly string[]>>;
  readonly calls: Readonly<Record<string, number>>;
  readonly hashes: number;
}

/** What somebody's request has the platform do, what follows the answer included. */
async function workFor(request: () => Promise<Reply>): Promise<{ reply: Reply; work: Work }> {
  const { platform } = stage;
  await quiet();
  const reply = await request();
  const statements = await quiet();
  return { reply, work: { statements, calls: await platform.calls(), hashes: await platform.hashes() } };
}

/** Waits until nothing has been said to Postgres for a while; returns what was. */
async function quiet(): Promise<Work["statements"]> {
  const heard: Record<string, string[]> = {};
  for (let silent = 0; silent < 4; silent += 1) {
    await new Promise((resolve) => setTimeout(resolve, 25));
    for (const [worker, statements] of Object.entries(stage.platform.statements())) {
      (heard[worker] ??= []).push(...statements);
      if (statements.length > 0) silent = 0;
    }
  }
  return heard;
}

/**
 * Two requests cause the same work. Every half a minute a gatekeeper compares itself with Postgres, behind the back of
 * whoever asks then: what differs by that is not different the next time.
 */
async function expectSameWork(one: () => Promise<Reply>, other: () => Promise<Reply>): Promise<[Reply, Reply]> {
  for (let attempt = 0; ; attempt += 1) {
    const [first, second] = [await workFor(one), await workFor(other)];
    if (attempt === 2 || JSON.stringify(first.work) === JSON.stringify(second.work)) {
      expect(second.work).toEqual(first.work);
      return [first.reply, second.reply];
    }
  }
}

function atB(route: MatrixRoute, wanted: Wanted): Promise<Reply> {
  return ask(stage, { name: "B's owner", route, wanted, who: { cookies: jar(stage.b.owner) }, host: stage.b.host });
}

const routesThatName = serverMatrix.filter(
  ({ audience, key }) => serverEntries[key]?.missing !== undefined && (audience === "door" || audience === "member"),
);

describe("B's owner, at home, who names what is A's", () => {
  test.each(routesThatName.map((route) => [route.key, route] as const))("%s", async (_, route) => {
    const { asks, missing: [status, code] = [], writes, records } = entryOf(serverEntries, route);
    const invented = asks(nobody);
    let asked = 0;
    for (const [index, wanted] of asks(trial.a).entries()) {
      const one = () => ((asked += 1), atB(route, wanted));
      const other = () => ((asked += 1), atB(route, invented[index] as Wanted));
      const [foreign, none] = await expectSameWork(one, other);
      expect([foreign.status, foreign.json?.code ?? null], `${wanted.what}: ${foreign.text}`).toEqual([status, code]);
      expect(shapeOf(foreign), wanted.what).toEqual(shapeOf(none));
      trial.showsNothingOfA(foreign.text + JSON.stringify([...foreign.headers]), `${route.key}, ${wanted.what}`);
    }
    const left = writes ?? records;
    await trial.writtenSince(left === undefined ? {} : { [`${stage.b.id} ${left}`]: asked });
  });
});

test("an operator whose role does not reach hears the same, by the same work, of a tenant that exists and one that does not", async () => {
  for (const route of adminMatrix) {
    if (route.audience !== "operator" || !route.path.includes(":id")) continue;
    const role = (["support", "security"] as const).find((one) => !operatorMay(one, route.action));
    if (role === undefined) continue;
    const { asks } = entryOf(adminEntries, route);
    const who = { cookies: Object.fromEntries(stage.operators[role].cookies) };
    const naming = (named: Named) => () =>
      ask(stage, { name: role, route, wanted: asks(named)[0], who, host: adminHost });
    const [real, none] = await expectSameWork(naming(trial.a), naming(nobody));
    expect([real.status, real.json.code], route.key).toEqual([403, "FORBIDDEN"]);
    expect(shapeOf(real), route.key).toEqual(shapeOf(none));
  }
  await trial.writtenSince();
});

describe("an address that has an account", () => {
  const signIn = (email: string, password: string) =>
    stage.visitor(stage.b.host).post("/api/auth/sign-in/email", { email, password });

  test("with a wrong password is refused with the same work as one that has none", async () => {
    const known = () => signIn(stage.b.member.email, "wrong horse battery staple");
    const unknown = () => signIn("unknown@badger.test", "wrong horse battery staple");
    const [one, other] = await expectSameWork(known, unknown);
    expect(one.json.code).toBe("INVALID_CREDENTIALS");
    expect(shapeOf(one)).toEqual(shapeOf(other));
  });

  test("is refused after one password hash, whether it is known, unknown or another tenant's", async () => {
    for (const email of [stage.b.member.email, "unknown@badger.test", stage.a.member.email]) {
      expect((await workFor(() => signIn(email, "wrong horse battery staple"))).work.hashes, email).toBe(1);
    }
  });

  test("is mailed a reset link after the answer, which comes after the same work as for one that has none", async () => {
    const request = (email: string) => stage.visitor(stage.b.host).post("/api/auth/request-password-reset", { email });
    const unknown = await workFor(() => request("unknown@badger.test"));
    const known = await workFor(() => request(stage.b.admin.email));
    expect(shapeOf(known.reply)).toEqual(shapeOf(unknown.reply));
    const [first, second] = [unknown.work.statements["auth"] ?? [], known.work.statements["auth"] ?? []];
    expect(first.length).toBeGreaterThan(0);
    expect(second.slice(0, first.length)).toEqual(first);
    expect(second.length).toBeGreaterThan(first.length);
    expect([unknown.work.hashes, known.work.hashes]).toEqual([0, 0]);
  });
});
