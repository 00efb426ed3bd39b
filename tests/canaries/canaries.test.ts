import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { forgetState } from "../own-state.ts";
import { Aviary, type Straw } from "./canary.ts";
import { fail } from "./failures.ts";
import { databaseStraws, fileStraws } from "./haystack.ts";
import { ownHostname } from "./hostnames.ts";
import { live } from "./life.ts";
import { misuse } from "./misuse.ts";
import { signOn } from "./sign-on.ts";
import { openStage, options, statePath, type Stage } from "./stage.ts";

/*
 * Secrets that can be recognized are put wherever one can be typed, stored or configured; every route is driven and
 * everything that can fail is made to. Then all that was printed, answered, stored and mailed is searched for them.
 */

let stage: Stage;
let database: Straw[];
let mails: Straw[];
let files: Straw[];

beforeAll(async () => {
  stage = await openStage();
  const staged = await live(stage);
  await signOn(stage, staged.owner);
  await ownHostname(stage, staged.owner);
  await misuse(stage, staged);
  await fail(stage, staged);
  database = await databaseStraws(stage.sql);
  mails = stage.platform.mail.list().map((mail, index) => ({ spot: `mail ${index}`, text: JSON.stringify(mail) }));
  await stage.sql.end();
  await stage.platform.stop();
  // Where secrets belong: what the deployment is configured with, Access' own keys, and the inbox.
  files = (await fileStraws(statePath)).filter(
    ({ spot }) => !/^private\/(secrets\.json|access\S*|mail\.jsonl)$/.test(spot),
  );
}, 600_000);
afterAll(() => forgetState(options));

describe("no secret is found where it does not belong", () => {
  test("in no line that any Worker, gatekeeper or the platform has printed", () => {
    expect(stage.aviary.strays("log", stage.lines)).toEqual([]);
  });

  test("in no answer, neither body nor header", () => {
    expect(stage.aviary.strays("answer", stage.answers)).toEqual([]);
  });

  test("in no column of no table", () => {
    expect(stage.aviary.strays("database", database)).toEqual([]);
  });

  test("in no mail but the one it was sent with", () => {
    expect(stage.aviary.strays("mail", mails)).toEqual([]);
  });

  test("in no file: gatekeepers' storage, KV, caches, the database's own files and its log", () => {
    expect(stage.aviary.strays("file", files)).toEqual([]);
  });
});

describe("the search is worth something", () => {
  test("it had canaries to look for, and places to look in", () => {
    expect(stage.aviary.canaries.length).toBeGreaterThan(50);
    expect(stage.answers.length).toBeGreaterThan(1_000);
    expect(database.length).toBeGreaterThan(100);
    for (const part of ["private/cloudflare/", "database/base/", "private/postgres.log"]) {
      expect(
        files.some(({ spot }) => spot.includes(part)),
        part,
      ).toBe(true);
    }
  });

  test("everything that was made to fail has failed, and was logged", () => {
    const logged = new Set(stage.lines.map(({ text }) => /"failure":"([a-z._]+)"/.exec(text)?.[1]));
    for (const failure of [
      "request.failed",
      "ceremony.failed",
      "ceremony.follow_up_failed",
      "ceremony.database_unavailable",
      "gatekeeper.unanswered",
      "outbox.not_delivered",
      "effect.refused",
      "mail.refused",
    ]) {
      expect(logged, failure).toContain(failure);
    }
  });

  test("a key ring that is none is named in what fails for it, with what is wrong about it", () => {
    const said = stage.lines.filter(({ text }) =>
      text.includes("ENCRYPTION_KEYS is not valid: must hold keys of 32 bytes"),
    );
    expect(said.length).toBeGreaterThan(0);
  });

  test("what is no secret is found in each of the places by the same search", () => {
    const control = new Aviary();
    control.plant("the owner's address", "owner@canaries.test");
    const expected = { answer: stage.answers, database, mail: mails, file: files };
    for (const [place, straws] of Object.entries(expected)) {
      expect(control.strays(place as keyof typeof expected, straws), place).not.toEqual([]);
    }
    control.plant("what fails here", "gatekeeper.unanswered");
    expect(control.strays("log", stage.lines)).not.toEqual([]);
  });
});
