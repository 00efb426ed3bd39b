import { expect, test } from "vitest";
import type { Client, Json } from "./client.ts";
import { newHostname, setFault } from "./hostname-proof.ts";
import { hostnamesPath } from "./hostname-world.ts";
import { asSuperuser } from "./platform.ts";
import { newIdentifier } from "../src/identifiers/identifier.ts";
import { ifMatch, ok } from "./sso-world.ts";
import { newMember, newTenant, type Tenant } from "./world.ts";

const at = ({ id }: Json): string => `${hostnamesPath}/${id}`;
const verify = (client: Client, hostname: Json) => client.post(`${at(hostname)}/verify`);

test("a member asks six hundred times an hour what costs a look, answered or not; colleagues go on", async () => {
  const tenant = await newTenant("asking");
  const colleague = await newMember(tenant, "admin");
  const [hostname, givenUp] = [await newHostname(tenant.owner), await newHostname(tenant.owner)];
  ok(await tenant.owner.delete(at(givenUp), ifMatch(givenUp)));
  await setFault({ name: hostname.record.name, fault: "servfail" });
  for (let time = 0; time < 5; time += 1) expect((await verify(tenant.owner, hostname)).status).toBe(503);
  // Of what is changed Cloudflare is told, which costs as much.
  const changed = ok(await tenant.owner.patch(at(hostname), { validation: "txt" }, ifMatch(hostname))).json;
  // Of one that was given up nobody is asked, but it counts.
  const statuses: number[] = [];
  for (let left = 594; left > 0; left -= 18) {
    const replies = await Promise.all(Array.from({ length: 18 }, () => verify(tenant.owner, givenUp)));
    statuses.push(...replies.map(({ status }) => status));
  }
  expect(statuses).toEqual(Array.from({ length: 594 }, () => 200));
  for (const refused of [
    await verify(tenant.owner, hostname),
    await tenant.owner.patch(at(hostname), { validation: "http" }, ifMatch(changed)),
  ]) {
    expect([refused.status, refused.json.code]).toEqual([429, "RATE_LIMITED"]);
  }
  await setFault({ name: hostname.record.name, fault: null });
  ok(await verify(colleague.client, hostname));
});

test("of tenants whose hostnames wait to be looked at, those that wait longest are woken first", async () => {
  const tenants = [await newTenant("early"), await newTenant("late"), await newTenant("middle")];
  const [early, late, middle] = tenants as [Tenant, Tenant, Tenant];
  await asSuperuser(async (sql) => {
    const undone = new Error("Nothing of this is to stay");
    const tried = sql.begin(async (tx) => {
      for (const [tenant, days] of [
        [early, 1_000],
        [late, 3_000],
        [middle, 2_000],
      ] as const) {
        const id = newIdentifier("hst");
        await tx`select set_config('app.organization_id', ${tenant.id}, true)`;
        await tx`insert into hostnames (organization_id, id, hostname, challenge, next_check_at)
                 values (${tenant.id}, ${id}, ${`${id.replace("_", "-")}.test`}, ${id}, now() - make_interval(days => ${days}))`;
      }
      await tx.unsafe("set local role gatehouse_operator");
      for (const size of [1, 2, 3]) {
        const rows = await tx`select organization_id from lookup_overdue_hostnames(interval '2 minutes', ${size})`;
        const longest = [late, middle, early].slice(0, size);
        expect(rows.map((row) => row["organization_id"])).toEqual(longest.map(({ id }) => id));
      }
      throw undone;
    });
    await expect(tried).rejects.toBe(undone);
  });
});
