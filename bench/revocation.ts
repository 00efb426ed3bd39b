import { ask } from "./ask.ts";
import type { Gatehouse } from "./gatehouse.ts";
import { inParallel } from "./parallel.ts";
import type { Person } from "./people.ts";
import { spread, type Spread } from "./spread.ts";

/** What revoking sessions that are in use looks like from outside. */
export interface RevocationReport {
  readonly tries: number;
  readonly acknowledged: Spread;
  /** From the acknowledgement to the first refusal, which the next request brings. */
  readonly refused: Spread;
  /** Requests sent after the acknowledgement. */
  readonly sentAfterwards: number;
  /** Those of them that were admitted: the promise is that there are none. */
  readonly admittedAfterwards: number;
  /** Requests that were admitted while the revocation was under way, which no promise forbids. */
  readonly admittedMeanwhile: number;
}

interface Try {
  readonly acknowledgedAfter: number;
  readonly refusedAfter: number;
  readonly sentAfterwards: number;
  readonly admittedAfterwards: number;
  readonly admittedMeanwhile: number;
}

/** How many sessions are revoked at the same time. A leased revocation mostly waits, so many can. */
const width = { strict: 8, leased: 128 } as const;

/** Signs everybody out while their requests go on, half by signing out and half by ending the session by its id. */
export async function revokeAll(
  mode: keyof typeof width,
  gatehouse: Gatehouse,
  leavers: readonly Person[],
  interrupted: AbortSignal,
): Promise<RevocationReport> {
  const tries: Try[] = [];
  await inParallel(width[mode], [...leavers.entries()], async ([index, person]) => {
    interrupted.throwIfAborted();
    tries.push(await revokeOne(gatehouse, person, index % 2 === 0 ? "sign-out" : "by-id"));
  });
  const sum = (pick: (one: Try) => number): number => tries.reduce((total, one) => total + pick(one), 0);
  return {
    tries: tries.length,
    acknowledged: spread(tries.map((one) => one.acknowledgedAfter)),
    refused: spread(tries.map((one) => one.refusedAfter)),
    sentAfterwards: sum((one) => one.sentAfterwards),
    admittedAfterwards: sum((one) => one.admittedAfterwards),
    admittedMeanwhile: sum((one) => one.admittedMeanwhile),
  };
}

/** How often a session asks while it is being revoked, and how many times at once afterwards. */
const paceMilliseconds = 20;
const volley = 3;

async function revokeOne(gatehouse: Gatehouse, person: Person, how: "sign-out" | "by-id"): Promise<Try> {
  const [headers] = await gatehouse.withCookie([person]);
  if (headers === undefined) throw new Error("Nobody to revoke");
  const { address } = gatehouse;
  const isAdmitted = async (): Promise<boolean> => {
    const { status, text } = await ask(address, "GET", "/api/me", headers);
    if (status !== 200 && status !== 401) throw new Error(`${person.user.email} got ${status}: ${text}`);
    return status === 200;
  };
  // Whoever may hold a lease on it holds one now.
  if (!(await isAdmitted())) throw new Error(`${person.user.email} was not signed in`);

  let admittedMeanwhile = 0;
  const acknowledgement = new AbortController();
  const meanwhile = (async () => {
    while (!acknowledgement.signal.aborted) {
      // What is on its way when the acknowledgement comes may be answered either way.
      if (await isAdmitted()) admittedMeanwhile += 1;
      await new Promise((resolve) => setTimeout(resolve, paceMilliseconds));
    }
  })();
  const called = performance.now();
  const browser = gatehouse.browserHeaders(person);
  const { status, text } = await (how === "sign-out"
    ? ask(address, "POST", "/api/auth/sign-out", browser)
    : ask(address, "DELETE", `/api/sessions/${person.session.id}`, browser));
  const answered = performance.now();
  if (status >= 300) throw new Error(`${person.user.email} could not be signed out: ${status} ${text}`);
  acknowledgement.abort();
  let refusedAfter = Number.POSITIVE_INFINITY;
  const verdicts = await Promise.all(
    Array.from({ length: volley }, async () => {
      const admitted = await isAdmitted();
      if (!admitted) refusedAfter = Math.min(refusedAfter, performance.now() - answered);
      return admitted;
    }),
  );
  await meanwhile;
  return {
    acknowledgedAfter: answered - called,
    refusedAfter,
    sentAfterwards: verdicts.length,
    admittedAfterwards: verdicts.filter(Boolean).length,
    admittedMeanwhile,
  };
}
