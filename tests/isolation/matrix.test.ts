import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mayAct } from "../../src/authorization/policy.ts";
import { operatorMay } from "../../src/operators/role.ts";
import type { Client } from "../client.ts";
import { ask } from "./cell.ts";
import { credentialsAtA, jar, type Credential, type Refusal } from "./credentials.ts";
import { adminEntries, entryOf, serverEntries, type Wanted } from "./entries.ts";
import { nobodys } from "./named.ts";
import { adminMatrix, serverMatrix, type MatrixRoute } from "./route-table.ts";
import { adminHost, closeStage, openStage, type Stage } from "./stage.ts";
import { Trial, type Declared } from "./trial.ts";

/*
 * The isolation matrix: every route of every Worker, from the routers themselves, and every kind of credential of
 * somebody else. What each gets is declared; anything else fails.
 */

const state = "isolation-matrix";
let stage: Stage;
let trial: Trial;
let credentials: readonly Credential[];
let adminPort: number;

beforeAll(async () => {
  stage = await openStage(state);
  credentials = await credentialsAtA(stage);
  trial = await Trial.begin(stage);
  adminPort = Number((await stage.platform.workers.unsafeGetDirectURL("gatehouse-admin")).port);
});
afterAll(async () => {
  const { cells, kinds } = trial.counts;
  console.info(`${serverMatrix.length + adminMatrix.length} routes, ${kinds} kinds of credential, ${cells} cells`);
  await closeStage(stage, state);
});

const byKey = (route: MatrixRoute): [string, MatrixRoute] => [route.key, route];

/** The routes that refuse the other methods of a path are made from the table, so they need no entry of their own. */
const adminNamed = adminMatrix.filter(({ key }) => !key.startsWith("ALL /api/admin"));

test.each([
  ["the server", serverMatrix, serverEntries],
  ["the admin worker", adminNamed, adminEntries],
])("every route of %s has an entry here, and every entry a route", (_, routes, entries) => {
  expect(Object.keys(entries).toSorted()).toEqual(routes.map(({ key }) => key).toSorted());
});

describe("at A's host, to whoever is nobody there", () => {
  test.each(serverMatrix.map(byKey))("%s", async (_, route) => {
    const entry = entryOf(serverEntries, route);
    const cells = credentials.map((who, turn): Declared => {
      // At a door nothing of A's own is tried, and nothing twice: it would let in, and failures are counted by address.
      const [wanted] = entry.asks(route.audience === "door" ? nobodys(trial.a, turn) : trial.a);
      return { cell: { name: who.name, route, wanted, who, host: stage.a.host }, expected: atHost(route, who.refused) };
    });
    const rows = entry.writes === undefined ? {} : { [`${stage.a.id} ${entry.writes}`]: cells.length + 1 };
    await trial.refused(cells, rows, entry.tells?.(trial.a));
  });
});

/** What somebody gets whom a host's members' routes refuse. */
function atHost(route: MatrixRoute, refused: Refusal): Refusal | "as nobody" {
  if (route.audience === "member") return refused;
  return route.audience === "apex" || route.audience === "nothing" ? { code: "NOT_FOUND" } : "as nobody";
}

test("at the host of a suspended tenant, its own people are told that it is suspended, and nothing else", async () => {
  const { host, owner } = stage.suspended;
  const suspended: Refusal = { code: "TENANT_SUSPENDED" };
  const kinds: Credential[] = [
    { name: "nobody", refused: { code: "SIGNED_OUT" } },
    { name: "their own cookie", cookies: jar(owner), refused: suspended },
    { name: "their own token", bearer: owner.token, refused: suspended },
  ];
  const cells = serverMatrix
    .filter(({ audience }) => audience === "door" || audience === "member")
    .flatMap((route) => {
      const [wanted] = entryOf(serverEntries, route).asks(nobodys(trial.a));
      return kinds.map((who): Declared => {
        const expected = route.audience === "door" ? suspended : who.refused;
        return { cell: { name: who.name, route, wanted, who, host }, expected };
      });
    });
  await trial.refused(cells);
});

test("a tenant that was deleted answers its own people as one that never was", async () => {
  const { host, owner } = stage.deleted;
  const kinds = { nobody: {}, "their old cookie": { cookies: jar(owner) }, "their old token": { bearer: owner.token } };
  const cells = serverMatrix
    .filter(({ audience }) => audience === "door" || audience === "member")
    .flatMap((route) => {
      const [wanted] = entryOf(serverEntries, route).asks(nobodys(trial.a));
      return Object.entries(kinds).map(([name, who]): Declared => ({
        cell: { name, route, wanted, who, host },
        expected: { code: "TENANT_NOT_FOUND" },
      }));
    });
  await trial.refused(cells);
});

describe("at home", () => {
  test("every action is refused to every role it is not given to", async () => {
    const cells = serverMatrix.flatMap((route) => {
      if (route.audience !== "member") return [];
      const [wanted] = entryOf(serverEntries, route).asks(nobodys(trial.a));
      const roles = (["member", "admin"] as const).filter((role) => !mayAct(role, route.action));
      return roles.flatMap((role) =>
        [{ cookies: jar(stage.a[role]) }, { bearer: stage.a[role].token }].map((who): Declared => {
          const name = `${Object.keys(who).join()} of A's ${role}`;
          return { cell: { name, route, wanted, who, host: stage.a.host }, expected: { code: "FORBIDDEN" } };
        }),
      );
    });
    await trial.refused(cells);
  });

  test("whatever changes something is refused to a page of another origin, with the owner's own cookie", async () => {
    const { origin } = stage.a.owner.client;
    const origins = [stage.b.owner.client.origin, "http://app.localhost", "null", `${origin}.evil.test`];
    const cells = serverMatrix
      .filter(({ audience }) => audience === "member" || audience === "door")
      .filter(({ method, path }) => method !== "GET" || path === "/api/live")
      .filter((route) => entryOf(serverEntries, route).anyOrigin === undefined)
      .flatMap((route) =>
        origins.map((foreign): Declared => {
          const [wanted] = entryOf(serverEntries, route).asks(nobodys(trial.a));
          const who = { cookies: jar(stage.a.owner), headers: { origin: foreign } };
          const name = `a page of ${foreign}`;
          return { cell: { name, route, wanted, who, host: stage.a.host }, expected: { code: "ORIGIN_REFUSED" } };
        }),
      );
    await trial.refused(cells);
  });

  /** The matrix would pass if everything were refused: this is what shows that it is not. */
  test("the owner gets past every gate, and no further with a tenant named in the body", async () => {
    const left: Record<string, number> = {};
    for (const route of serverMatrix.filter(({ audience, path }) => audience === "member" && path !== "/api/live")) {
      const { asks, records } = entryOf(serverEntries, route);
      const [wanted] = asks(nobodys(trial.a));
      const named = { organizationId: stage.b.id, tenantId: stage.b.id, organization_id: stage.b.id };
      const body = route.method === "GET" ? {} : { body: { ...(wanted.body as object), ...named } };
      const who = { cookies: jar(stage.a.owner) };
      const cell = { name: "A's owner", route, wanted: { ...wanted, ...body }, who, host: stage.a.host };
      const reply = await ask(stage, cell);
      if (route.method === "GET") expect([200, 404], route.key).toContain(reply.status);
      else expect([reply.status, reply.json?.code], route.key).toEqual([400, "INVALID_REQUEST"]);
      if (records !== undefined) left[`${stage.a.id} ${records}`] = 1;
    }
    await trial.writtenSince(left);
  });
});

test.each<[string, string, Refusal["code"]]>([
  ["the apex", "app.localhost", "APEX"],
  ["a name nobody has", "nobody-is-here.app.localhost", "TENANT_NOT_FOUND"],
  ["a label below A's", "www.quokka.app.localhost", "TENANT_NOT_FOUND"],
  ["another domain", "quokka.example", "TENANT_NOT_FOUND"],
])("at %s there is nothing for A's own owner", async (place, host, code) => {
  const cells = serverMatrix
    .filter(({ audience }) => audience === "member" || audience === "door" || audience === "nothing")
    .flatMap((route) => {
      const [wanted] = entryOf(serverEntries, route).asks(nobodys(trial.a));
      const expected: Refusal = route.audience === "nothing" ? { code: "NOT_FOUND" } : { code };
      return [{ cookies: jar(stage.a.owner) }, { bearer: stage.a.owner.token }].map((who): Declared => {
        const name = `${Object.keys(who).join()} of A's owner at ${place}`;
        return { cell: { name, route, wanted, who, host }, expected };
      });
    });
  await trial.refused(cells);
});

type Somebody = Pick<Credential, "name" | "cookies" | "bearer" | "headers">;

describe("at the admin host", () => {
  test.each(adminNamed.map(byKey))("%s", async (_, route) => {
    const [wanted] = entryOf(adminEntries, route).asks(trial.a);
    await trial.refused(await atAdmin(route, wanted));
  });

  test("the methods that no route takes", async () => {
    const others = adminMatrix.filter((route) => !adminNamed.includes(route));
    const cells = await Promise.all(others.map((route) => atAdmin(route, { what: "another method" })));
    await trial.refused(cells.flat());
  });
});

/** What a route of the admin worker answers to everybody it is not for. */
async function atAdmin(route: MatrixRoute, wanted: Wanted): Promise<Declared[]> {
  const at = { route, wanted, host: adminHost };
  const cells = (await pastAccess()).map(({ name, ...who }): Declared => ({
    cell: { ...at, name, who, through: adminPort },
    expected: { code: "ACCESS_REQUIRED" },
  }));
  const { operators, stranger } = stage;
  const behind = (name: string, { cookies }: Client, code: Refusal["code"], headers = {}) =>
    cells.push({
      cell: { ...at, name, who: { cookies: Object.fromEntries(cookies), headers } },
      expected: { code },
    });
  if (!adminNamed.includes(route)) behind("somebody the platform does not know", stranger, "METHOD_NOT_ALLOWED");
  if (route.key === "ALL /api/*") behind("somebody the platform does not know", stranger, "NOT_FOUND");
  if (route.audience !== "operator") return cells;
  behind("somebody the platform does not know", stranger, "ENROLLMENT_REQUIRED");
  const stolen = { "cf-access-jwt-assertion": await stage.platform.access.mint("ops@gatehouse.test") };
  behind("somebody who brings an operator's assertion", stranger, "ENROLLMENT_REQUIRED", stolen);
  behind("an operator who has not enrolled", operators.invited, "ENROLLMENT_REQUIRED");
  behind("an operator who was deactivated", operators.deactivated, "OPERATOR_DEACTIVATED");
  for (const role of ["support", "security", "super_admin"] as const) {
    if (!operatorMay(role, route.action)) behind(`an operator: ${role}`, operators[role], "FORBIDDEN");
  }
  const { origin } = stage.a.owner.client;
  if (route.method !== "GET") behind("a tenant's page", operators.super_admin, "ORIGIN_REFUSED", { origin });
  return cells;
}

/** Whoever finds a way around Access, and what they may bring. */
async function pastAccess(): Promise<readonly Somebody[]> {
  const mint = (claims: Readonly<Record<string, unknown>>) => stage.platform.access.mint("ops@gatehouse.test", claims);
  const assertions = {
    "another application's assertion": await mint({ aud: ["f".repeat(64)] }),
    "another team's assertion": await mint({ iss: "https://elsewhere.cloudflareaccess.com" }),
    "an expired assertion": await mint({ exp: Math.floor(Date.now() / 1000) - 60 }),
    "a tenant's token as an assertion": stage.a.owner.token,
  };
  return [
    { name: "nobody" },
    { name: "a tenant's cookie", cookies: jar(stage.a.owner) },
    { name: "a tenant's token", bearer: stage.a.owner.token },
    { name: "Access's cookie alone", cookies: Object.fromEntries(stage.operators.super_admin.cookies) },
    ...Object.entries(assertions).map(([name, token]) => ({ name, headers: { "cf-access-jwt-assertion": token } })),
  ];
}
