import { isAdmission, type Act, type Ending, type History, type Request, type SignIn } from "./history.ts";
import { deedIn } from "./violation.ts";

/** A history in lines, in the order in which things began. Times are milliseconds since its start. */
export function accountOf(history: History, start: number): string[] {
  const at = (time: number): string => (time - start).toFixed(1);
  const until = (time: number | null): string => (time === null ? "no answer" : `answered at ${at(time)}`);
  const entries: readonly Entry[] = [
    ...history.signIns.map((it) => ({ from: it.invokedAt, text: `${signInText(it, at)}, ${until(it.answeredAt)}` })),
    ...history.requests.map((it) => ({ from: it.invokedAt, text: `${requestText(it)}, ${until(it.answeredAt)}` })),
    ...history.acts.map((it) => ({ from: it.invokedAt, text: `${actText(it)}, ${until(it.answeredAt)}` })),
    ...history.accidents.map((it) => ({ from: it.at, text: `${it.kind}, repaired at ${at(it.until)}` })),
  ];
  return [
    ...entries
      .toSorted((one, other) => one.from - other.from)
      .map(({ from, text }) => `${at(from).padStart(10)}  ${text}`),
    ...(history.ending === null ? [] : endingLines(history.ending)),
  ];
}

interface Entry {
  readonly from: number;
  readonly text: string;
}

function signInText({ session, user, firstStep, outcome }: SignIn, at: (time: number) => string): string {
  const step = firstStep.answeredAt === null ? "" : `, first step over at ${at(firstStep.answeredAt)}`;
  return `${user} signs in as ${session}: ${outcome}${step}`;
}

function requestText({ id, credential, session, user, outcome }: Request): string {
  const what = isAdmission(outcome) ? `admitted ${JSON.stringify(outcome)}` : outcome;
  return `${id} with the ${credential} of ${session} (${user}): ${what}`;
}

function actText(act: Act): string {
  return `${act.id} ${deedIn(act)}${act.isBehindTheBack === true ? " behind the back" : ""}: ${act.outcome}`;
}

function endingLines({ status, settings, roles, records, audit }: Ending): string[] {
  return [
    `In the end the organization is ${status}, its settings are ${settings},`,
    `  members: ${[...roles].map(([user, role]) => `${user} ${role}`).join(", ")}`,
    `  sessions on record: ${[...records].map(([session, record]) => `${session} ${record}`).join(", ")}`,
    `  audit log: ${audit.map(({ act, event }) => `${act} ${event}`).join(", ")}`,
  ];
}
