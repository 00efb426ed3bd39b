import { afterAll, beforeAll, expect, test } from "vitest";
import { isDeepStrictEqual } from "node:util";
import type { ProviderFields } from "../../src/sso/provider.ts";
import { newDomain, SsoOrganization } from "./single-sign-on.ts";
import { startWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld("test-gatekeeper-sso-race");
});
afterAll(() => world.stop());

/** The gatekeeper gives up on who has waited for four seconds, so that nobody learns late: they ask again. */
async function insisting<Answer extends { ok: boolean; failure?: string }>(
  ask: () => Promise<Answer>,
): Promise<Answer> {
  for (let attempt = 0; attempt < 30; attempt += 1) {
    const answer = await ask();
    if (answer.ok || answer.failure !== "unavailable") return answer;
  }
  throw new Error("The gatekeeper was never available");
}

test("of twenty who change the same version of a provider one does, and the history has that one", async () => {
  const acme = await SsoOrganization.create(world);
  const { id } = await acme.provider();
  const labels = Array.from({ length: 20 }, (_, index) => `Label ${index}`);
  const results = await Promise.all(labels.map((label) => insisting(() => acme.update(id, 1, { label }))));
  const winners = labels.filter((_, index) => results[index]?.ok);
  expect(winners).toHaveLength(1);
  expect(results.filter((result) => !result.ok && result.failure === "stale")).toHaveLength(19);
  expect(await acme.row(id)).toMatchObject({ version: "2", label: winners[0] });
  expect(await acme.history(id)).toMatchObject([{ version: 1 }, { version: 2, document: { label: winners[0] } }]);
});

test("twenty who edit, delete, restore and enforce at once leave what the accepted changes make one after another", async () => {
  const acme = await SsoOrganization.create(world);
  const providers = [await acme.provenProvider({ label: "A" }), await acme.provenProvider({ label: "B" })];
  const ids = providers.map(({ id }) => id);
  let accepted = 0;
  const change = async (admin: number): Promise<void> => {
    const [id = "", domain] = [ids[admin % 2], newDomain()];
    const role = admin % 3 === 0 ? "admin" : "owner";
    for (let round = 0; round < 3; round += 1) {
      const [newest] = (await acme.history(id)).slice(-1);
      const version = newest?.version ?? 0;
      const isDeleted = newest?.act === "deleted";
      const result = await insisting(() => {
        if (isDeleted) return acme.restore(id, version, 1, ["x"], role);
        switch ((admin + round) % 7) {
          case 0:
            return acme.remove(id, version, role);
          case 1:
            return acme.enforce(true);
          case 2:
            return acme.enforce(false);
          case 3:
            return acme.update(
              id,
              version,
              { domains: [domain, ...(providers[admin % 2]?.fields.domains ?? [])] },
              { role },
            );
          case 4:
            return acme.update(id, version, {}, { role, sealedSecret: `by ${admin}` });
          default:
            return acme.update(id, version, { label: `${admin}-${round}`, provisioning: round === 1 }, { role });
        }
      });
      if (result.ok) accepted += 1;
    }
  };
  await Promise.all(Array.from({ length: 20 }, (_, admin) => change(admin)));
  expect(accepted).toBeGreaterThan(0);

  for (const id of ids) {
    const history = await acme.history(id);
    // No version is missing and none is there twice; each is one row in the audit log.
    expect(history.map(({ version }) => version)).toEqual(history.map((_, index) => index + 1));
    const logs = await world.sql`
      select data->>'version' as version from audit_logs
      where organization_id = ${acme.id} and target_id = ${id} and event like 'sso.provider_%'`;
    expect(logs.map((log) => Number(log["version"])).toSorted((one, other) => one - other)).toEqual(
      history.map(({ version }) => version),
    );
    const last = history.at(-1);
    if (last === undefined) throw new Error(`There is no history of ${id}`);
    const row = await acme.row(id);
    expect(row === undefined).toBe(last.act === "deleted");
    if (row === undefined) continue;
    const domains = await world.sql`select domain from sso_domains where provider_id = ${id} order by domain`;
    const { label, provisioning, enabled } = last.document as unknown as ProviderFields;
    expect(row).toMatchObject({ version: String(last.version), label, provisioning, enabled });
    expect(
      isDeepStrictEqual(
        last.document["domains"],
        domains.map((one) => one["domain"]),
      ),
    ).toBe(true);
  }
  const policy = await acme.history("enforcement");
  expect(policy.map(({ act }) => act)).toEqual(policy.map((_, index) => (index % 2 === 0 ? "enforced" : "lifted")));
  const enforced = policy.at(-1)?.act === "enforced";
  const snapshot = await acme.snapshot();
  expect(snapshot.enforceSso).toBe(enforced);
  // Whatever happened in between: nobody is locked out.
  if (enforced) expect(snapshot.providers.length).toBeGreaterThan(0);
});
