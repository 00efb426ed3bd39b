import { expect, test } from "vitest";
import { failure } from "../result/result.ts";
import { linkHash, rowDigest, type AuditRowText } from "./digest.ts";
import { ChainWalk, type ChainEnd, type ChainPage, type StoredLink } from "./verification.ts";

const chain = "org_1";
const nobodySigned = async () => failure("forged" as const);

function rowAt(sequence: number): AuditRowText {
  const nothing = { actorId: null, actorName: null, targetType: null, targetId: null, targetName: null };
  const more = { requestId: null, correlationId: null, address: null, userAgent: null, data: "{}" };
  return {
    id: `aud_${sequence}`,
    event: "user.signed_in",
    actorType: "user",
    at: String(sequence),
    ...nothing,
    ...more,
  };
}

async function linksTo(end: number): Promise<StoredLink[]> {
  const links: StoredLink[] = [];
  for (let sequence = 1; sequence <= end; sequence += 1) {
    const row = rowAt(sequence);
    const hash = await linkHash(chain, sequence, links.at(-1)?.hash ?? null, await rowDigest(row));
    links.push({ sequence, id: row.id, hash, row });
  }
  return links;
}

const page = (links: readonly StoredLink[], more: Partial<ChainPage> = {}): ChainPage => {
  return { links, checkpoints: [], witnesses: [], tombstone: null, ...more };
};

const end = (head: ChainEnd["head"]): ChainEnd => {
  return { head, checkpoints: [], witnesses: [], strayLinks: [], strayRows: [] };
};

async function walk(links: readonly StoredLink[], pageSize: number, head = links.at(-1)): Promise<ChainWalk> {
  const walking = new ChainWalk(chain, nobodySigned, 0, null);
  for (let start = 0; start < links.length; start += pageSize)
    await walking.take(page(links.slice(start, start + pageSize)));
  await walking.finish(end(head === undefined ? null : { sequence: head.sequence, hash: head.hash }));
  return walking;
}

test("an empty chain is valid, with a head that stands at nothing or without one", async () => {
  expect((await walk([], 10)).findings).toEqual([]);
  const walking = new ChainWalk(chain, nobodySigned, 0, null);
  await walking.take(page([]));
  await walking.finish(end({ sequence: 0, hash: null }));
  expect(walking.found).toBe(0);
});

test.each([1, 2, 3, 7, 100])("what is found does not depend on where pages end: %i links each", async (size) => {
  const links = await linksTo(9);
  const damaged = links
    .map((link) => (link.sequence === 3 ? { ...link, row: { ...rowAt(3), event: "x" } } : link))
    .map((link) => (link.sequence === 5 ? { ...link, row: null } : link))
    .filter(({ sequence }) => sequence !== 7);
  const { findings, rows } = await walk(damaged, size);
  expect(findings.map(({ kind, sequence }) => [kind, sequence])).toEqual([
    ["removed", 5],
    ["removed", 7],
    ["changed", 3],
  ]);
  expect(rows).toBe(7);
});

test("a chain all of whose rows were changed is told of a hundred times, and counted to its end", async () => {
  const links = await linksTo(300);
  const changed = links.map((link) => ({ ...link, row: { ...rowAt(link.sequence), event: "x" } }));
  const { findings, found } = await walk(changed, 50);
  expect(findings).toHaveLength(100);
  expect(found).toBe(300);
});

test("a head that knows of more than there is means that the end was cut off", async () => {
  const links = await linksTo(4);
  const { findings } = await walk(links.slice(0, 3), 10, links[3]);
  expect(findings).toMatchObject([{ kind: "truncated", sequence: 4 }]);
});

test("a walk that begins in the middle holds what comes next against the link it was told of", async () => {
  const links = await linksTo(6);
  const walking = new ChainWalk(chain, nobodySigned, 3, links[2]?.hash);
  await walking.take(page(links.slice(3)));
  await walking.finish(end({ sequence: 6, hash: links[5]?.hash ?? null }));
  expect(walking.found).toBe(0);
  const wrong = new ChainWalk(chain, nobodySigned, 3, "0".repeat(64));
  await wrong.take(page(links.slice(3)));
  await wrong.finish(null);
  expect(wrong.findings).toMatchObject([{ kind: "changed", sequence: 4 }]);
});

test("rows that retention deletes while the chain is walked are not missed", async () => {
  const links = await linksTo(9);
  const hash = links[5]?.hash ?? "";
  const walking = new ChainWalk(
    chain,
    async (statement) => ({
      ok: true,
      value: { chain, sequence: 6, hash, at: statement, previous: null },
    }),
    0,
    null,
  );
  await walking.take(page(links.slice(0, 2)));
  const tombstone = { through: 6, hash, announced: { through: 6, hash } };
  await walking.take(page(links.slice(6, 9), { tombstone, checkpoints: [{ sequence: 6, statement: "2026" }] }));
  await walking.finish(end({ sequence: 9, hash: links[8]?.hash ?? null }));
  expect(walking.findings).toEqual([]);
  expect(walking.sequence).toBe(9);
});
