import { describe, expect, test } from "vitest";
import type { Client, Json } from "./client.ts";
import { asSuperuser } from "./platform.ts";
import { Editor, type Attempt } from "./sso-editor.ts";
import {
  enforcementPath,
  historyPath,
  newProvider,
  newUsableProvider,
  ok,
  prove,
  providersPath,
  userIdOf,
} from "./sso-world.ts";
import { newMember, newTenant } from "./world.ts";

/*
 * Many admins at once, over HTTP: random edits, deletions, restores and switches of enforcement, each of the version its
 * admin saw last. Whatever the order in which they came, what was accepted is one line of versions, and its end is what
 * is there.
 */

/** Everything that was ever configured, by subject, oldest first. */
async function historyOf(client: Client): Promise<Map<string, Json[]>> {
  const found: Json[] = [];
  for (let cursor = ""; ;) {
    const page = ok(await client.get(`${historyPath}?limit=100${cursor}`)).json;
    found.push(...page.items);
    if (page.nextCursor === null) return Map.groupBy(found.toReversed(), ({ subject }: Json) => subject as string);
    cursor = `&cursor=${page.nextCursor}`;
  }
}

/** A document without what lies outside its fields. */
const fieldsOf = (document: Json, like: Json): Json =>
  Object.fromEntries(
    Object.keys(like).map((name) => [
      name,
      name === "domains" ? document.domains.map((one: Json) => one.domain ?? one) : document[name],
    ]),
  );

/** What an act makes of a document, by what was there before. */
function replayed({ act, wanted }: Attempt, versions: readonly Json[], before: Json): Json {
  if (act === "updated") return { ...before, ...wanted };
  if (act === "restored") return versions[wanted.version - 1].document;
  return act === "enforcement" ? wanted : before;
}

/** Whether an attempt may have been what made this version. */
const mayHaveMade = (attempt: Attempt, revision: Json): boolean =>
  attempt.subject === revision.subject &&
  attempt.actor === revision.actor.id &&
  attempt.expected === revision.version - 1 &&
  (attempt.act === revision.act || attempt.act === "enforcement");

const wasAccepted = ({ reply }: Attempt): boolean => reply.status < 300;

/** Nobody knows: it was not answered in time. */
const isUncertain = ({ reply }: Attempt): boolean => reply.status === 503;

describe.each([
  [2, 40, 1],
  [20, 8, 2],
])("%i admins at once, with %i acts each", (people, acts, seed) => {
  test("lose nothing of each other's, and the history has all of it", async () => {
    const tenant = await newTenant("race");
    const { owner } = tenant;
    const anchor = await newUsableProvider(owner);
    await prove(tenant, anchor, await userIdOf(owner));
    const others = [await newProvider(owner), await newProvider(owner)];
    const begun = await historyOf(owner);
    const editors: Editor[] = [];
    for (let index = 0; index < people; index += 1) {
      const { client, id } = await newMember(tenant, "admin");
      editors.push(new Editor(client, id, seed * 1_000 + index));
    }
    await Promise.all(editors.map((editor) => editor.look()));
    await Promise.all(
      editors.map(async (editor) => {
        for (let turn = 0; turn < acts; turn += 1) await editor.act();
      }),
    );
    const attempts = editors.flatMap((editor) => editor.attempts);
    const statuses = [...new Set(attempts.map(({ reply }) => reply.status))].toSorted((one, other) => one - other);
    expect(statuses.filter((status) => ![200, 201, 204, 404, 409, 412, 503].includes(status))).toEqual([]);
    // They did get in each other's way.
    expect(statuses).toEqual(expect.arrayContaining([200, 412]));
    const history = await historyOf(owner);

    // One line of versions each, without gaps.
    for (const [subject, versions] of history) {
      expect(
        versions.map(({ version }) => version),
        subject,
      ).toEqual(versions.map((_, index) => index + 1));
    }

    // Whatever was accepted is a version of its actor's, of what it names, in place of the one it names.
    const explained = new Set([...begun.values()].flat().map(({ subject, version }) => `${subject} ${version}`));
    for (const attempt of attempts.filter(wasAccepted)) {
      const { subject, expected, act, actor } = attempt;
      const versions = history.get(subject) ?? [];
      if (act === "created") {
        expect(versions[0]).toMatchObject({ act, actor: { id: actor }, document: { label: attempt.wanted.label } });
        explained.add(`${subject} 1`);
        continue;
      }
      const before: Json = versions[(expected ?? 0) - 1] ?? { document: { enabled: false } };
      const after = replayed(attempt, versions, before.document);
      const isSame = before.act !== "deleted" && act !== "deleted" && sameJson(after, before.document);
      // It is answered with what it has made, whatever others have made of that since.
      if (act !== "deleted") expect(attempt.reply.json.version).toBe((expected ?? 0) + (isSame ? 0 : 1));
      if (act === "updated") expect(fieldsOf(attempt.reply.json, after)).toEqual(after);
      if (isSame) continue;
      const made: Json = versions[expected ?? 0];
      expect(made, `${act} ${subject} ${expected}`).toBeDefined();
      expect(mayHaveMade(attempt, made), JSON.stringify({ ...attempt, reply: attempt.reply.status, made })).toBe(true);
      expect(made.document, `${act} ${subject} ${expected}`).toEqual(after);
      expect(explained.has(`${subject} ${made.version}`), "two were accepted of one version").toBe(false);
      explained.add(`${subject} ${made.version}`);
    }

    // And no version came from anything else.
    const revisions = [...history.values()].flat();
    for (const revision of revisions.filter(({ subject, version }) => !explained.has(`${subject} ${version}`))) {
      const maker = attempts.filter(isUncertain).filter((attempt) => mayHaveMade(attempt, revision));
      expect(maker.length, JSON.stringify(revision)).toBeGreaterThan(0);
    }

    // What is there is the end of each line.
    const listed: Json[] = ok(await owner.get(`${providersPath}?limit=100`)).json.items;
    for (const [subject, versions] of history) {
      const last = versions.at(-1);
      if (subject === "enforcement") {
        const now = ok(await owner.get(enforcementPath)).json;
        expect([now.version, now.enabled]).toEqual([last.version, last.document.enabled]);
        continue;
      }
      const now = listed.find(({ id }) => id === subject);
      expect(now === undefined, subject).toBe(last.act === "deleted");
      if (now === undefined) continue;
      expect([now.version, fieldsOf(now, last.document)]).toEqual([last.version, last.document]);
    }
    expect(listed.every(({ id }) => history.has(id))).toBe(true);
    expect(others.every(({ id }) => history.has(id))).toBe(true);

    // Each version stands in the audit log with who made it.
    const logged = await asSuperuser(
      (sql) => sql`
        select event, actor_id, target_id, data ->> 'version' as version from audit_logs
        where organization_id = ${tenant.id} and event like 'sso.%' and data ? 'version'`,
    );
    const names = (rows: readonly Json[]): string[] => rows.map((row) => Object.values(row).join(" ")).toSorted();
    expect(names(logged.map((row) => [row["actor_id"], row["target_id"] ?? "enforcement", row["version"]]))).toEqual(
      names(revisions.map(({ actor, subject, version }) => [actor.id, subject, version])),
    );
    const counts = Object.entries(Object.groupBy(attempts, ({ act, reply }) => `${act} ${reply.status}`));
    console.info(`${people} admins, seed ${seed}: ${counts.map(([name, all]) => `${name} ${all?.length}`).join(", ")}`);
  });
});

function sameJson(one: Json, other: Json): boolean {
  const sorted = (value: Json): string =>
    JSON.stringify(Object.entries(value).toSorted(([before], [after]) => (before < after ? -1 : 1)));
  return sorted(one) === sorted(other);
}
