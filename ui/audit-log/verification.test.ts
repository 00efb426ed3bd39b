import { expect, test } from "vitest";
import { walkChain, type Verification } from "./verification.ts";

const stretch = { valid: true, rows: 10, checkpoints: 1, found: 0, findings: [] };

async function saidBy(ask: Parameters<typeof walkChain>[0]): Promise<Verification[]> {
  const known: Verification[] = [];
  for await (const one of walkChain(ask)) known.push(one);
  return known;
}

test("a long log is verified to its end, stretch by stretch", async () => {
  const known = await saidBy(async (after) => ({
    ...stretch,
    through: after + 10,
    nextAfter: after < 20 ? after + 10 : null,
  }));
  expect(known.map(({ kind }) => kind)).toEqual(["under_way", "under_way", "under_way", "whole"]);
  expect(known.at(-1)).toEqual({ kind: "whole", through: 30, rows: 30, checkpoints: 3 });
});

test("one bad stretch makes the log bad, whatever the last one says", async () => {
  const findings = [{ sequence: 3, message: "This row was changed." }];
  const known = await saidBy(async (after) =>
    after === 0
      ? { ...stretch, valid: false, found: 1, findings, through: 10, nextAfter: 10 }
      : { ...stretch, through: 20, nextAfter: null },
  );
  expect(known.at(-1)).toEqual({ kind: "broken", found: 1, findings });
});

test("a log that could not be asked about to its end counts as not verified", async () => {
  const known = await saidBy(async (after) => {
    if (after > 0) throw new Error("gone");
    return { ...stretch, through: 10, nextAfter: 10 };
  });
  expect(known.at(-1)).toMatchObject({ kind: "unanswered" });
});
