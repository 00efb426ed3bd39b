import type { Accident, Act, SignIn, Span } from "./history.ts";

/** Whether one was over before the other began. */
export function isBefore(one: Span, other: Span): boolean {
  return one.answeredAt !== null && one.answeredAt < other.invokedAt;
}

/** Whether an act is about a session, whenever it was opened. */
function isMeant({ deed }: Act, { session, user, method, isElsewhere }: SignIn): boolean {
  switch (deed.kind) {
    case "end-session":
      return deed.session === session;
    case "end-user":
      return deed.user === user && deed.except !== session;
    case "reset-password":
    case "remove-member":
      return deed.user === user;
    case "end-all":
    case "suspend":
    case "delete":
      return true;
    case "provider-logout":
      return deed.user === user && method === "sso";
    case "enforce-sso":
      return deed.ends && method === "password";
    case "remove-host":
      return isElsewhere === true;
    case "add-host":
    case "restore":
    case "change-role":
    case "change-settings":
    case "lift-sso":
      return false;
  }
}

/** Whether an act, if it takes place, certainly ends the session: its sign-in had begun before the act did. */
export function isCovered(act: Act, signIn: SignIn, acts: readonly Act[], accidents: readonly Accident[]): boolean {
  if (!isMeant(act, signIn)) return false;
  // A session that was ended never opens again.
  if (act.deed.kind === "end-session") return true;
  return isBefore(signIn.firstStep, act) || isProvenByOldPassword(act, signIn, acts, accidents);
}

/**
 * Whether an act can have ended the session: that is certain not to be when the sign-in began after the act was over. A
 * reset is seen to once more where storage was lost, or one side restored.
 */
export function mayBeCovered(
  act: Act,
  signIn: SignIn,
  accidents: readonly Accident[],
  latenessMilliseconds: number,
): boolean {
  if (!isMeant(act, signIn)) return false;
  if (act.deed.kind === "end-session" || act.answeredAt === null || act.outcome === "unknown") return true;
  if (act.isBehindTheBack === true) return true;
  if (act.deed.kind === "reset-password" && accidents.length > 0) return true;
  return signIn.firstStep.invokedAt <= act.answeredAt + latenessMilliseconds;
}

/** A reset ends whatever an older password opens, however late. A restored record may have the old password back. */
function isProvenByOldPassword(
  { deed, invokedAt, outcome }: Act,
  { secret, user }: SignIn,
  acts: readonly Act[],
  accidents: readonly Accident[],
): boolean {
  if (deed.kind !== "reset-password" || outcome !== "acknowledged") return false;
  if (secret === undefined || secret === deed.secret) return false;
  if (accidents.some(({ kind }) => kind === "record-restored")) return false;
  const maker = acts.find(({ deed: made }) => {
    return made.kind === "reset-password" && made.user === user && made.secret === secret;
  });
  // Everybody has a first password, which no reset has made.
  return (
    maker === undefined || (maker.answeredAt !== null && maker.outcome !== "unknown" && maker.answeredAt < invokedAt)
  );
}
