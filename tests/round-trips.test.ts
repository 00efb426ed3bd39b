import { connect, createServer, type AddressInfo, type Server } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Connection } from "../src/database/connection.ts";
import { TenantDb, type TenantStatements } from "../src/database/tenant-db.ts";
import { tenantScope } from "../src/database/tenant-scope.ts";
import { listInvitations } from "../src/invitations/repository.ts";
import { listMembers } from "../src/members/repository.ts";
import { countMembers } from "../src/tenants/repository.ts";
import { platform } from "./platform.ts";
import { newTenant, type Tenant } from "./world.ts";

/*
 * What a distance between the Worker and Postgres would cost: round trips, counted on the line between the two.
 */
let tenant: Tenant;
let line: Server;
let turns = 0;

beforeAll(async () => {
  tenant = await newTenant("trips");
  const { hostname, port } = new URL(platform().databaseUrls["gatehouse_server"] ?? "");
  line = createServer((client) => {
    const database = connect(Number(port), hostname);
    // A round trip begins when the client speaks after the database has spoken.
    let clientsTurn = true;
    client.on("data", (data) => {
      if (clientsTurn) turns += 1;
      clientsTurn = false;
      database.write(data);
    });
    database.on("data", (data) => {
      clientsTurn = true;
      client.write(data);
    });
    for (const [one, other] of [
      [client, database],
      [database, client],
    ] as const) {
      one.on("error", () => undefined);
      one.on("close", () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => line.listen(0, "127.0.0.1", resolve));
});
afterAll(() => {
  line.close();
});

/** How many round trips some work takes on a connection that is open already. */
async function roundTrips(pipeline: boolean, work: (database: TenantDb) => Promise<unknown>): Promise<number> {
  const url = new URL(platform().databaseUrls["gatehouse_server"] ?? "");
  url.port = String((line.address() as AddressInfo).port);
  const connection = new Connection({ connectionString: url.href, pipeline });
  try {
    await connection.query({ text: "select 1" });
    const before = turns;
    await work(new TenantDb(tenantScope(tenant.id), connection));
    return turns - before;
  } finally {
    await connection.close();
  }
}

const three = (statements: TenantStatements) =>
  [listMembers(statements, null, 10), countMembers(statements), listInvitations(statements, null, 10)] as const;

test("a tenant transaction of three statements takes one round trip", async () => {
  expect(await roundTrips(true, (database) => database.batch(three))).toBe(1);
});

test("so does a single statement in a transaction of its own", async () => {
  expect(await roundTrips(true, async (database) => listMembers(database, null, 10))).toBe(1);
});

test("an interactive transaction of one statement takes three: its beginning, the statement, its end", async () => {
  const work = (database: TenantDb) => database.transaction(async (statements) => listMembers(statements, null, 10));
  expect(await roundTrips(true, work)).toBe(3);
});

test("with the pipeline switched off each statement takes its own", async () => {
  expect(await roundTrips(false, (database) => database.batch(three))).toBe(6);
});
