import { expect, test } from "vitest";
import type { ControlDb } from "../database/control-db.ts";
import { Directory } from "./directory.ts";

const acme = { kind: "tenant", hostname: "acme.app.test", slug: "acme" } as const;
const hint = { organizationId: "org_1", homeRegion: "weur" };

/** A Postgres that knows these slugs, serves all but some of them, and counts how often it is asked. */
function postgres(slugs: Record<string, string>, unserved: ReadonlySet<string> = new Set()) {
  const counter = { asked: 0 };
  const control = {
    db: {
      async execute(statement: { queryChunks: unknown[] }) {
        counter.asked += 1;
        const slug = statement.queryChunks.find(
          (chunk): chunk is string => typeof chunk === "string" && chunk in slugs,
        );
        if (slug === undefined) return { rows: [] };
        return { rows: [{ organization_id: slugs[slug], home_region: "weur", served: !unserved.has(slug) }] };
      },
    },
  } as unknown as ControlDb;
  return { control: () => control, counter };
}

function hints(entries: Record<string, unknown> = {}): KVNamespace {
  return { get: async (key: string) => entries[key] ?? null } as unknown as KVNamespace;
}

/** As many look-ups as anybody wants. */
const free = async () => null;

test("a host that was found is not looked up again", async () => {
  const { control, counter } = postgres({ acme: "org_1" });
  const directory = new Directory(() => 0);
  expect(await directory.find(acme, hints(), control, free)).toEqual(hint);
  expect(await directory.find(acme, hints(), control, free)).toEqual(hint);
  expect(counter.asked).toBe(1);
});

test("a hint in KV spares Postgres", async () => {
  const { control, counter } = postgres({});
  expect(await new Directory(() => 0).find(acme, hints({ "host:acme.app.test": hint }), control, free)).toEqual(hint);
  expect(counter.asked).toBe(0);
});

test("a malformed hint in KV is passed over", async () => {
  const { control } = postgres({ acme: "org_1" });
  const broken = hints({ "host:acme.app.test": { organizationId: 7 } });
  expect(await new Directory(() => 0).find(acme, broken, control, free)).toEqual(hint);
});

test("an unknown host is remembered for five seconds and then asked for again", async () => {
  let now = 0;
  const known: Record<string, string> = {};
  const { control, counter } = postgres(known);
  const directory = new Directory(() => now);
  expect(await directory.find(acme, hints(), control, free)).toBeNull();
  known["acme"] = "org_1";
  now = 4_999;
  expect(await directory.find(acme, hints(), control, free)).toBeNull();
  expect(counter.asked).toBe(1);
  now = 5_001;
  expect(await directory.find(acme, hints(), control, free)).toEqual(hint);
});

test("a host that somebody holds and is not served at is found in the same moment in which that changes", async () => {
  const unserved = new Set(["portal.acme.com"]);
  const { control, counter } = postgres({ "portal.acme.com": "org_1" }, unserved);
  const portal = { kind: "custom", hostname: "portal.acme.com" } as const;
  const directory = new Directory(() => 0);
  expect(await directory.find(portal, hints(), control, free)).toBeNull();
  expect(await directory.refind(portal, control())).toBeNull();
  // Asking each time is what an address may not do without end.
  expect(await directory.find(portal, hints(), control, async () => "too many" as const)).toBe("too many");
  unserved.clear();
  expect(await directory.find(portal, hints(), control, free)).toEqual(hint);
  expect(counter.asked).toBe(3);
});

test("of unknown hosts at most a thousand are remembered", async () => {
  const { control, counter } = postgres({});
  const directory = new Directory(() => 0);
  for (let index = 0; index <= 1_000; index += 1) {
    await directory.find({ kind: "tenant", hostname: `t${index}.app.test`, slug: `t${index}` }, hints(), control, free);
  }
  expect(counter.asked).toBe(1_001);
  await directory.find({ kind: "tenant", hostname: "t0.app.test", slug: "t0" }, hints(), control, free);
  expect(counter.asked).toBe(1_002);
});

test("finding again after the gatekeeper's no goes past every hint", async () => {
  const { control } = postgres({ acme: "org_2" });
  const directory = new Directory(() => 0);
  await directory.find(acme, hints({ "host:acme.app.test": hint }), control, free);
  expect(await directory.refind(acme, control())).toEqual({ organizationId: "org_2", homeRegion: "weur" });
});

test("who may not look anything up is told so, and still finds what is remembered", async () => {
  const { control, counter } = postgres({ acme: "org_1" });
  const directory = new Directory(() => 0);
  const full = async () => "too many" as const;
  expect(await directory.find(acme, hints({ "host:acme.app.test": hint }), control, full)).toBe("too many");
  expect(counter.asked).toBe(0);
  // Being refused is not remembered of the host.
  expect(await directory.find(acme, hints(), control, free)).toEqual(hint);
  expect(await directory.find(acme, hints(), control, full)).toEqual(hint);
});

test("an organization's own hostname is looked up by its name, once", async () => {
  const { control, counter } = postgres({ "portal.acme.com": "org_1", acme: "org_2" });
  const portal = { kind: "custom", hostname: "portal.acme.com" } as const;
  const directory = new Directory(() => 0);
  expect(await directory.find(portal, hints(), control, free)).toEqual(hint);
  expect(await directory.find(portal, hints(), control, free)).toEqual(hint);
  expect(counter.asked).toBe(1);
});

test("a hostname that has gone to somebody else is theirs once the gatekeeper has said no, whatever KV says", async () => {
  const { control } = postgres({ "portal.acme.com": "org_2" });
  const portal = { kind: "custom", hostname: "portal.acme.com" } as const;
  const stale = hints({ "host:portal.acme.com": hint });
  const directory = new Directory(() => 0);
  expect(await directory.find(portal, stale, control, free)).toEqual(hint);
  expect(await directory.refind(portal, control())).toEqual({ ...hint, organizationId: "org_2" });
  expect(await directory.find(portal, stale, control, free)).toEqual({ ...hint, organizationId: "org_2" });
});

test("unknown hostnames of anybody are looked up no more often than their address may ask", async () => {
  const { control, counter } = postgres({});
  const directory = new Directory(() => 0);
  let left = 2;
  const limited = async () => ((left -= 1) >= 0 ? null : ("too many" as const));
  const ask = (name: string) => directory.find({ kind: "custom", hostname: name }, hints(), control, limited);
  expect(await ask("a.example")).toBeNull();
  expect(await ask("a.example")).toBeNull();
  expect(await ask("b.example")).toBeNull();
  expect(await ask("c.example")).toBe("too many");
  expect(counter.asked).toBe(2);
});
