import { isCovered } from "./coverage.ts";
import { checkEnding } from "./ending.ts";
import {
  isAdmission,
  type Accident,
  type Act,
  type Admission,
  type Beginning,
  type History,
  type Request,
  type SignIn,
  type Span,
} from "./history.ts";
import {
  hostRegister,
  roleRegister,
  settingsRegister,
  ssoRegister,
  statusRegister,
  valuesSeen,
  type Register,
} from "./register.ts";
import { describe, type Promises, type Violation } from "./violation.ts";

/**
 * Everything that is promised about revocation, over one history:
 * - `revoked`: nothing that an acknowledged revocation covers is admitted for a request sent afterwards;
 * - `versions`: they never go back;
 * - `configuration`: no admitted request contradicts what was acknowledged last, nor does a password that lets in;
 * - `atomic`: what was not acknowledged is there in the end, all of it or nothing;
 * - `kept`: what nothing covers is admitted in the end, and what was acknowledged is in the audit log once.
 */
export function check(history: History, promises: Promises): Violation[] {
  const admitted = [...new Set([...history.requests, ...(history.ending?.probes ?? [])])].filter(isAdmitted);
  const judged = admitted.filter((request) => !isBlind(request, history.accidents));
  return [
    ...checkRevocations(history, judged),
    ...checkVersions(judged, promises.leaseMilliseconds),
    ...checkConfiguration(history, judged, promises.beginning),
    ...checkOpenings(history),
    ...(history.ending === null ? [] : checkEnding(history, history.ending, promises)),
  ];
}

type Admitted = Request & { readonly outcome: Admission };

function isAdmitted(request: Request): request is Admitted {
  return isAdmission(request.outcome);
}

/** While something is being restored from a backup, nothing is promised. */
function isBlind(request: Span, accidents: readonly Accident[]): boolean {
  return accidents.some(({ kind, at, until }) => {
    return kind !== "storage-lost" && request.invokedAt <= until && (request.answeredAt ?? Infinity) >= at;
  });
}

function checkRevocations({ signIns, acts, accidents }: History, admitted: readonly Admitted[]): Violation[] {
  const bySession = new Map(signIns.map((signIn) => [signIn.session, signIn]));
  return admitted.flatMap((request) => {
    const signIn = bySession.get(request.session);
    if (signIn === undefined) return [];
    const broken = acts.find((act) => {
      if (act.answeredAt === null || act.answeredAt >= request.invokedAt || !isPromised(act, acts)) return false;
      return isCovered(act, signIn, acts, accidents);
    });
    return broken === undefined ? [] : [{ property: "revoked", sentence: sentenceOf(request, signIn, broken) }];
  });
}

/**
 * That there is nothing more to end is a promise too, unless it was ended behind the gatekeeper's back: then Postgres
 * says so, and nobody has promised when the gatekeeper hears of it.
 */
function isPromised({ outcome, isBehindTheBack, deed, answeredAt }: Act, acts: readonly Act[]): boolean {
  if (isBehindTheBack === true) return false;
  if (outcome !== "gone") return outcome === "acknowledged";
  return !acts.some((other) => {
    return other.isBehindTheBack === true && other.deed.kind === deed.kind && other.invokedAt <= (answeredAt ?? 0);
  });
}

function sentenceOf(request: Request, signIn: SignIn, act: Act): string {
  return (
    `Request ${request.id} was sent at ${request.invokedAt} with the ${request.credential} of session ` +
    `${signIn.session} and admitted, although ${describe(act)} had been answered (${act.outcome}) at ${act.answeredAt}`
  );
}

function checkVersions(admitted: readonly Admitted[], leaseMilliseconds: number): Violation[] {
  const users = new Set(admitted.map(({ user }) => user));
  return [
    ...checkOrder(admitted, "configVersion", ({ configVersion }) => configVersion, leaseMilliseconds),
    ...checkOrder(admitted, "sessionVersion", ({ sessionVersion }) => sessionVersion, leaseMilliseconds),
    ...[...users].flatMap((user) => {
      const own = admitted.filter((request) => request.user === user);
      return checkOrder(own, "epoch", epochOf, leaseMilliseconds);
    }),
  ];
}

/** A user whose epoch the organization's version has passed is as good as at that version: nothing older passes either. */
function epochOf({ epoch, sessionVersion }: Admission): number | undefined {
  return epoch === undefined || sessionVersion === undefined ? epoch : Math.max(epoch, sessionVersion);
}

/** Goes through the times at which requests were answered and sent, and remembers the highest version answered. */
function checkOrder(
  admitted: readonly Admitted[],
  name: string,
  versionOf: (admission: Admission) => number | undefined,
  leaseMilliseconds: number,
): Violation[] {
  const answered = admitted
    .flatMap(({ id, invokedAt, answeredAt, outcome }) => {
      const version = versionOf(outcome);
      return answeredAt === null || version === undefined ? [] : [{ id, invokedAt, answeredAt, version }];
    })
    .toSorted((one, other) => one.answeredAt - other.answeredAt);
  let highest = answered[0];
  let next = 0;
  for (const sent of answered.toSorted((one, other) => one.invokedAt - other.invokedAt)) {
    for (let earlier = answered[next]; earlier !== undefined; earlier = answered[next]) {
      if (earlier.answeredAt + leaseMilliseconds >= sent.invokedAt) break;
      if (highest === undefined || earlier.version > highest.version) highest = earlier;
      next += 1;
    }
    if (highest === undefined || next === 0 || highest.version <= sent.version) continue;
    const sentence =
      `Request ${sent.id}, sent at ${sent.invokedAt}, saw ${name} ${sent.version}, although request ${highest.id} ` +
      `had been answered at ${highest.answeredAt} with ${highest.version}`;
    return [{ property: "versions", sentence }];
  }
  return [];
}

function checkConfiguration(
  { acts, accidents, signIns }: History,
  admitted: readonly Admitted[],
  beginning: Beginning,
): Violation[] {
  const status = statusRegister(beginning);
  const settings = settingsRegister(beginning);
  const elsewhere = new Set(signIns.filter(({ isElsewhere }) => isElsewhere === true).map(({ session }) => session));
  const contradiction = (request: Admitted, register: Register, seen: string | undefined): Violation[] => {
    if (seen === undefined) return [];
    const allowed = valuesSeen(register, request, acts, accidents);
    if (allowed === null || allowed.has(seen)) return [];
    const sentence =
      `Request ${request.id}, sent at ${request.invokedAt}, was admitted while ${register.name} was ${seen}, which ` +
      `can only have been ${[...allowed].join(" or ")}`;
    return [{ property: "configuration", sentence }];
  };
  return admitted.flatMap((request) => [
    ...contradiction(request, status, "active"),
    ...contradiction(request, hostRegister, elsewhere.has(request.session) ? "served" : undefined),
    ...contradiction(request, settings, request.outcome.settings),
    ...contradiction(request, roleRegister(beginning, request.user), request.outcome.role),
  ]);
}

/** A password opens a session only if single sign-on may have been optional at some moment of the sign-in. */
function checkOpenings({ signIns, acts, accidents }: History): Violation[] {
  return signIns.flatMap((signIn): Violation[] => {
    if (signIn.outcome !== "opened" || signIn.method !== "password" || isBlind(signIn, accidents)) return [];
    const allowed = valuesSeen(ssoRegister, signIn, acts, accidents);
    if (allowed === null || allowed.has("optional")) return [];
    const sentence = `A password has opened ${signIn.session} from ${signIn.invokedAt} on, while single sign-on was required`;
    return [{ property: "configuration", sentence }];
  });
}
