import { expect, test } from "vitest";
import { AdmissionDesk, type Asker } from "./admission-desk.ts";
import type { Addressed, AdmissionAnswer, AdmissionBatch, OpenSession, Snapshot, Unanswered } from "./contract.ts";

const tenant = { organizationId: "org_a", hostname: "acme.example" };
const cookie = { kind: "cookie", tokenHash: "hash" } as const;
const snapshotAt = (configVersion: number) => ({ configVersion }) as Snapshot;
const admitted = {
  admitted: true,
  session: { id: "ses_1", expiresAt: Infinity } as OpenSession,
  sessionVersion: 1,
  epoch: 0,
} as const;

type Answering = (batch: Addressed<AdmissionBatch>) => AdmissionAnswer | Unanswered;

/** A desk whose gatekeeper answers as told, with everything it was asked. */
function deskWith(answering: Answering) {
  const clock = { now: 10_000 };
  const asked: Addressed<AdmissionBatch>[] = [];
  const asker: Asker = {
    ask: async (batch) => {
      asked.push(batch);
      return answering(batch);
    },
    wait: () => new Promise(() => {}),
    anchor: () => undefined,
  };
  return { desk: new AdmissionDesk(() => clock.now), asker, asked, clock };
}

const answers = (more: { leaseMilliseconds?: number; configVersion?: number } = {}): Answering => {
  const { configVersion = 1, ...lease } = more;
  return ({ knownConfigVersion, questions }) => ({
    kind: "answered",
    snapshot: knownConfigVersion === configVersion ? null : snapshotAt(configVersion),
    verdicts: questions.map(() => admitted),
    ...lease,
  });
};

test("without a lease every request is a question of its own", async () => {
  const { desk, asker, asked } = deskWith(answers());
  for (let round = 0; round < 3; round += 1) {
    expect(await desk.admit(tenant, cookie, asker)).toMatchObject({
      verdict: admitted,
      snapshot: { configVersion: 1 },
    });
  }
  expect(asked.map(({ knownConfigVersion }) => knownConfigVersion)).toEqual([0, 1, 1]);
});

test("on a lease a verdict is repeated for the same credential, host and tenant only, and reported with the next question", async () => {
  const { desk, asker, asked, clock } = deskWith(answers({ leaseMilliseconds: 1_000 }));
  await desk.admit(tenant, cookie, asker);
  await desk.admit(tenant, cookie, asker);
  await desk.admit(tenant, cookie, asker);
  expect(asked).toHaveLength(1);
  await desk.admit({ ...tenant, hostname: "other.example" }, cookie, asker);
  await desk.admit({ ...tenant, organizationId: "org_b" }, cookie, asker);
  await desk.admit(tenant, { ...cookie, tokenHash: "another" }, asker);
  expect(asked).toHaveLength(4);
  expect(asked[1]?.tally).toEqual({ repeated: 2, unanswered: { overloaded: 0, unreachable: 0 } });
  clock.now += 1_000;
  await desk.admit(tenant, cookie, asker);
  expect(asked).toHaveLength(5);
  expect(asked[4]?.tally).toBeUndefined();
});

test("a token's lease is not that of a token minted under other versions", async () => {
  const { desk, asker, asked } = deskWith(answers({ leaseMilliseconds: 1_000 }));
  const token = { kind: "token", sessionId: "ses_1", userId: "usr_1", sessionVersion: 1, epoch: 0 } as const;
  await desk.admit(tenant, token, asker);
  await desk.admit(tenant, { ...token, epoch: 1 }, asker);
  await desk.admit(tenant, { ...token, sessionVersion: 2 }, asker);
  await desk.admit(tenant, { ...token, userId: "usr_2" }, asker);
  expect(asked).toHaveLength(4);
});

test("a newer configuration ends the leases under the older", async () => {
  let configVersion = 1;
  const { desk, asker, asked } = deskWith((batch) => answers({ leaseMilliseconds: 1_000, configVersion })(batch));
  await desk.admit(tenant, cookie, asker);
  configVersion = 2;
  await desk.admit(tenant, { ...cookie, tokenHash: "another" }, asker);
  expect(await desk.admit(tenant, cookie, asker)).toMatchObject({ snapshot: { configVersion: 2 } });
  expect(asked).toHaveLength(3);
});

test("a refusal is never repeated without asking", async () => {
  const { desk, asker, asked } = deskWith(({ questions }) => ({
    kind: "answered",
    snapshot: null,
    verdicts: questions.map(() => ({ admitted: false, refusal: "signed_out" })),
    leaseMilliseconds: 1_000,
  }));
  await desk.admit(tenant, cookie, asker);
  expect(await desk.admit(tenant, cookie, asker)).toMatchObject({ verdict: { refusal: "signed_out" } });
  expect(asked).toHaveLength(2);
});

test.each<[string, AdmissionAnswer | Unanswered, Unanswered]>([
  ["is overloaded", "overloaded", "overloaded"],
  ["is out of reach", "unreachable", "unreachable"],
  ["has nothing to answer from", { kind: "unavailable" }, "unreachable"],
  ["leaves a question unanswered", { kind: "answered", snapshot: snapshotAt(1), verdicts: [] }, "unreachable"],
  [
    "confirms a configuration nobody here has",
    { kind: "answered", snapshot: null, verdicts: [admitted] },
    "unreachable",
  ],
])("a gatekeeper that %s admits nobody, and hears of it when it answers again", async (_, answer, why) => {
  let broken = true;
  const { desk, asker, asked } = deskWith((batch) => (broken ? answer : answers()(batch)));
  expect(await desk.admit(tenant, cookie, asker)).toBe(why);
  expect(await desk.admit(tenant, cookie, asker)).toBe(why);
  broken = false;
  await desk.admit(tenant, cookie, asker);
  expect(asked.at(-1)?.tally?.unanswered[why]).toBeGreaterThan(0);
});
