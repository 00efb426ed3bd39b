import { ask } from "./ask.ts";
import { anyonesMe, shapeOf, type Me } from "./me.ts";
import type { Person } from "./people.ts";
import type { Subject } from "./subject.ts";

/** How many people of a measurement are tried first, evenly spread. */
const tried = 25;

/** Subjects that answer the same to everybody: they check nobody. */
const anonymous: ReadonlySet<string> = new Set(["bare", "bare-rpc"]);

/** Makes sure that a subject says who is asking, in the body that all have: what is measured next must be the same work. */
export async function rehearse(subject: Subject, people: readonly Person[]): Promise<void> {
  const requests = await subject.requestsOf(people);
  const step = Math.max(Math.floor(people.length / tried), 1);
  for (let index = 0; index < people.length; index += step) {
    const [person, headers] = [people[index], requests[index]];
    if (person === undefined || headers === undefined) continue;
    const { status, text } = await ask(subject.address, "GET", "/api/me", headers);
    const wrong = status === 200 ? whatIsWrong(subject, person, JSON.parse(text) as Me) : `status ${status}: ${text}`;
    if (wrong !== null)
      throw new Error(`${subject.name} does not answer as it should to ${person.user.email}: ${wrong}`);
  }
}

function whatIsWrong(subject: Subject, { user, organization, session }: Person, me: Me): string | null {
  if (shapeOf(me) !== shapeOf(anyonesMe)) return `another body: ${shapeOf(me)}`;
  if (anonymous.has(subject.name)) return null;
  const right =
    me.user.email === user.email && me.organization.slug === organization.slug && me.session.id === session.id;
  return right ? null : `somebody else: ${JSON.stringify(me)}`;
}
