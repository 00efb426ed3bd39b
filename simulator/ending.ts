import { isBefore, isCovered, mayBeCovered } from "./coverage.ts";
import { isAdmission, type Accident, type Act, type Ending, type History, type SignIn } from "./history.ts";
import { noMember, roleRegister, settingsRegister, ssoRegister, statusRegister, valuesSeen } from "./register.ts";
import { describe, type Promises, type Violation } from "./violation.ts";

/**
 * What must be true when everything has come to rest. By then every act has either taken place or not: what was
 * acknowledged has, and whatever left its row in the audit log has.
 */
export function checkEnding(history: History, ending: Ending, promises: Promises): Violation[] {
  const rows = new Map(history.acts.map((act) => [act.id, ending.audit.filter((row) => row.act === act.id)]));
  const tookPlace = history.acts.filter((act) => {
    return act.outcome === "acknowledged" || (rows.get(act.id)?.length ?? 0) > 0;
  });
  return [
    ...history.acts.flatMap((act) => checkAudit(act, rows.get(act.id) ?? [], history.accidents)),
    ...history.signIns.flatMap((signIn) => checkSession(signIn, history, ending, tookPlace, promises)),
    ...checkState(history, ending, tookPlace, promises),
  ];
}

function checkAudit(act: Act, rows: Ending["audit"], accidents: readonly Accident[]): Violation[] {
  const twice = rows.find(({ event }, place) => rows.findIndex((other) => other.event === event) !== place);
  // Where storage was lost, nobody knows that a reset has ended sessions already: they are ended again, and audited.
  const mayEndTwice = act.deed.kind === "reset-password" && twice?.event === "user.sessions_revoked";
  // A provider's logout has a row for every session it has ended.
  const isPerSession = act.deed.kind === "provider-logout";
  if (twice !== undefined && !isPerSession && !(mayEndTwice && accidents.length > 0)) {
    return [{ property: "atomic", sentence: `${describe(act)} stands in the audit log twice as ${twice.event}` }];
  }
  const mayBeLost = accidents.some(({ until }) => until >= act.invokedAt);
  // What is required already, or not required already, or served already, is nothing to tell of.
  const mayBeNothing = ["enforce-sso", "lift-sso", "add-host"].includes(act.deed.kind);
  if (rows.length > 0 || mayBeNothing || mayBeLost) return [];
  if (act.outcome !== "acknowledged" || act.isBehindTheBack === true) return [];
  return [
    {
      property: "kept",
      sentence: `${describe(act)} was acknowledged at ${act.answeredAt} and is not in the audit log`,
    },
  ];
}

function checkSession(
  signIn: SignIn,
  history: History,
  ending: Ending,
  tookPlace: readonly Act[],
  { latenessMilliseconds }: Promises,
): Violation[] {
  const { acts, accidents } = history;
  const probe = ending.probes.find(({ session }) => session === signIn.session);
  if (signIn.outcome !== "opened" || probe === undefined) return [];
  const isAlive = isAdmission(probe.outcome);
  const certain = tookPlace.find((act) => isCovered(act, signIn, acts, accidents) && !isUnnoticed(act, acts));
  if (certain !== undefined && isAlive) {
    const sentence = `${describe(certain)} took place and left session ${signIn.session} of ${signIn.user} open`;
    return [{ property: "atomic", sentence }];
  }
  const isOnRecord = ending.records.get(signIn.session);
  const recordIsOld = accidents.length > 0;
  if (isAlive && isOnRecord === "revoked" && !recordIsOld) {
    return [{ property: "atomic", sentence: `Session ${signIn.session} is open, and revoked on record` }];
  }
  // The record of a sign-in that was under way then may be written after everything else.
  if (certain !== undefined && isBefore(signIn, certain) && isOnRecord === "open" && !recordIsOld) {
    const sentence = `${describe(certain)} took place, and session ${signIn.session} is still open on record`;
    return [{ property: "atomic", sentence }];
  }
  const wasDropped = accidents.some(({ until }) => signIn.firstStep.invokedAt <= until);
  if (isAlive || ending.status !== "active" || wasDropped || !ending.roles.has(signIn.user)) return [];
  const possible = tookPlace.some((act) => mayBeCovered(act, signIn, accidents, latenessMilliseconds));
  if (possible) return [];
  const half = acts.find((act) => mayBeCovered(act, signIn, accidents, latenessMilliseconds));
  if (half === undefined) {
    return [{ property: "kept", sentence: `Nothing has ended session ${signIn.session}, and it is refused` }];
  }
  const sentence = `Session ${signIn.session} is refused, and all that can have ended it, ${describe(half)}, is not in the audit log`;
  return [{ property: "atomic", sentence }];
}

/** What is undone in the same way may have come and gone before anybody looked. */
function isUnnoticed(suspension: Act, acts: readonly Act[]): boolean {
  if (suspension.isBehindTheBack !== true || suspension.deed.kind !== "suspend") return false;
  return acts.some((act) => {
    return act.isBehindTheBack === true && act.deed.kind === "restore" && !isBefore(act, suspension);
  });
}

/** The configuration on record is what the acts that took place have made it, and everybody is admitted under it. */
function checkState({ acts, accidents }: History, ending: Ending, tookPlace: readonly Act[], promises: Promises) {
  const { beginning } = promises;
  const end = { invokedAt: Number.MAX_SAFE_INTEGER, answeredAt: null };
  const known = acts.filter((act) => act.outcome !== "unknown" || tookPlace.includes(act));
  const users = [...beginning.roles.keys()];
  const registers = [
    { register: statusRegister(beginning), found: ending.status },
    { register: settingsRegister(beginning), found: ending.settings },
    { register: ssoRegister, found: ending.sso },
    ...users.map((user) => ({ register: roleRegister(beginning, user), found: ending.roles.get(user) ?? noMember })),
  ];
  const onRecord = registers.flatMap(({ register, found }): Violation[] => {
    const allowed = valuesSeen(register, end, known, accidents);
    if (allowed === null || allowed.has(found)) return [];
    const sentence = `In the end ${register.name} is ${found}, which can only be ${[...allowed].join(" or ")}`;
    return [{ property: "atomic", sentence }];
  });
  const inForce = ending.probes.flatMap(({ id, user, outcome }): Violation[] => {
    if (!isAdmission(outcome)) return [];
    const role = ending.roles.get(user) ?? noMember;
    const isRight =
      (outcome.role === undefined || outcome.role === role) &&
      (outcome.settings === undefined || outcome.settings === ending.settings) &&
      ending.status === "active";
    if (isRight) return [];
    const sentence =
      `In the end request ${id} of ${user} is admitted as ${outcome.role} under ${outcome.settings}; on record are ` +
      `${role}, ${ending.settings} and the status ${ending.status}`;
    return [{ property: "atomic", sentence }];
  });
  return [...onRecord, ...inForce];
}
