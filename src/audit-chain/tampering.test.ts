import * as fc from "fast-check";
import { expect, test } from "vitest";
import { failure } from "../result/result.ts";
import { linkHash, rowDigest, type AuditRowText } from "./digest.ts";
import { ChainWalk, type StoredLink } from "./verification.ts";

/*
 * Whatever is done to the rows, the links or the head of a chain, short of hashing all of it anew, something is found.
 */
const chain = "org_1";

interface Stored {
  readonly links: readonly StoredLink[];
  readonly head: { readonly sequence: number; readonly hash: string };
}

const text = fc.string({ unit: "binary", maxLength: 6 });
const perhaps = fc.option(text);
const rows = fc.array(
  fc.record<AuditRowText>({
    id: text,
    event: text,
    actorType: text,
    actorId: perhaps,
    actorName: perhaps,
    targetType: perhaps,
    targetId: perhaps,
    targetName: perhaps,
    at: fc.integer().map(String),
    requestId: perhaps,
    correlationId: perhaps,
    address: perhaps,
    userAgent: perhaps,
    data: text,
  }),
  { minLength: 1, maxLength: 8 },
);

async function chainOf(contents: readonly AuditRowText[]): Promise<Stored> {
  const links: StoredLink[] = [];
  for (const [index, content] of contents.entries()) {
    const row = { ...content, id: `aud_${index}` };
    const hash = await linkHash(chain, index + 1, links.at(-1)?.hash ?? null, await rowDigest(row));
    links.push({ sequence: index + 1, id: row.id, hash, row });
  }
  return { links, head: { sequence: links.length, hash: links.at(-1)?.hash ?? "" } };
}

async function findingsOf({ links, head }: Stored, pageSize: number): Promise<number> {
  const walk = new ChainWalk(chain, async () => failure("forged"), 0, null);
  for (let start = 0; start < links.length; start += pageSize) {
    await walk.take({ links: links.slice(start, start + pageSize), checkpoints: [], witnesses: [], tombstone: null });
  }
  await walk.finish({ head, strayLinks: [], strayRows: [], checkpoints: [], witnesses: [] });
  return walk.found;
}

const zero = "0".repeat(64);

type Damage = (stored: Stored, at: number, other: number, value: string | null) => Stored | null;

const replaced = ({ links, head }: Stored, at: number, change: (link: StoredLink) => StoredLink | null): Stored => {
  return { head, links: links.flatMap((link, index) => (index === at ? (change(link) ?? []) : link)) };
};

const fields = [
  "event",
  "actorType",
  "actorId",
  "actorName",
  "targetName",
  "at",
  "requestId",
  "address",
  "data",
] as const;

const damages: Readonly<Record<string, Damage>> = {
  "a field of a row": (stored, at, other, value) => {
    const field = fields[other % fields.length] ?? "event";
    const was = stored.links[at]?.row?.[field] ?? null;
    if (was === value || (value === null && field !== "actorId" && field !== "address")) return null;
    return replaced(stored, at, (link) => ({ ...link, row: link.row && { ...link.row, [field]: value } }));
  },
  "a text that moves to the next field": (stored, at) => {
    const row = stored.links[at]?.row;
    if (!row?.actorName) return null;
    const moved = { ...row, actorId: (row.actorId ?? "") + row.actorName, actorName: "" };
    return replaced(stored, at, (link) => ({ ...link, row: moved }));
  },
  "a row that is gone": (stored, at) => replaced(stored, at, (link) => ({ ...link, row: null })),
  "a link that is gone": (stored, at) => replaced(stored, at, () => null),
  "a hash": (stored, at) => replaced(stored, at, (link) => ({ ...link, hash: zero })),
  "the head's hash": ({ links, head }) => ({ links, head: { ...head, hash: zero } }),
  "the head's place": ({ links, head }) => ({ links, head: { ...head, sequence: head.sequence + 1 } }),
  "two rows exchanged": ({ links, head }, at, other) => {
    const [one, two] = [links[at], links[other % links.length]];
    if (one === undefined || two === undefined || one === two) return null;
    const exchange = (link: StoredLink) =>
      link === one ? { ...one, row: two.row } : link === two ? { ...two, row: one.row } : link;
    return { head, links: links.map(exchange) };
  },
  "two links exchanged": ({ links, head }, at, other) => {
    const [one, two] = [links[at], links[other % links.length]];
    if (one === undefined || two === undefined || one === two) return null;
    const exchange = (link: StoredLink) =>
      link === one ? { ...two, sequence: one.sequence } : link === two ? { ...one, sequence: two.sequence } : link;
    return { head, links: links.map(exchange) };
  },
  "a link put between": ({ links, head }, at) => {
    const made = { sequence: at + 1, id: "aud_made", hash: zero, row: links[at]?.row ?? null };
    const after = links.slice(at).map((link) => ({ ...link, sequence: link.sequence + 1 }));
    return { links: [...links.slice(0, at), made, ...after], head: { ...head, sequence: head.sequence + 1 } };
  },
};

test("a chain that nobody touched has nothing wrong with it, whatever its rows hold", async () => {
  await fc.assert(
    fc.asyncProperty(rows, fc.integer({ min: 1, max: 9 }), async (contents, pageSize) => {
      expect(await findingsOf(await chainOf(contents), pageSize)).toBe(0);
    }),
    { numRuns: 100 },
  );
});

test.each(Object.entries(damages))("%s is found, wherever", async (_name, damage) => {
  let tried = 0;
  await fc.assert(
    fc.asyncProperty(
      rows,
      fc.nat(7),
      fc.nat(20),
      perhaps,
      fc.integer({ min: 1, max: 9 }),
      async (contents, at, other, value, size) => {
        const damaged = damage(await chainOf(contents), at % contents.length, other, value);
        if (damaged === null) return;
        tried += 1;
        expect(await findingsOf(damaged, size)).toBeGreaterThan(0);
      },
    ),
    { numRuns: 150 },
  );
  expect(tried).toBeGreaterThan(20);
});
