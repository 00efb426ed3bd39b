import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Client, Json } from "./client.ts";
import { look, newHostname, publishRecord, setCloudflare, setRecord } from "./hostname-proof.ts";
import { ok } from "./sso-world.ts";
import { afterLooks, newAskingTenant } from "./hostname-world.ts";
import { eventually, visitor } from "./world.ts";

let admin: Client;
let cloudflare: Client;
beforeAll(async () => {
  admin = (await newAskingTenant("accidents")).owner;
  cloudflare = await visitor("cloudflare.localhost");
});
afterEach(async () => ok(await cloudflare.delete("/_control/faults"), 204));
afterAll(afterLooks);

const meet = async (fault: Json): Promise<void> => void ok(await cloudflare.post("/_control/faults", fault), 201);

/** How often Cloudflare was asked to create this hostname, and what it has of it. */
async function atCloudflare(hostname: string): Promise<number> {
  const all = ok(await cloudflare.get("/_control/custom-hostnames")).json as Json[];
  return all.filter((one) => one.hostname === hostname).length;
}

/** Looks until it is told: so many looks in so short a time are more than Cloudflare may be asked for at once. */
function lookUntil(hostname: Json, isTold: (looked: Json) => boolean | Promise<boolean>): Promise<Json> {
  return eventually(
    async () => {
      const looked = await look(admin, hostname);
      return (await isTold(looked)) ? looked : null;
    },
    (looked) => looked !== null,
  );
}

async function isMet({ hostname }: Json): Promise<boolean> {
  const waiting = ok(await cloudflare.get("/_control/faults")).json as Json[];
  return waiting.every((fault) => fault.hostname !== hostname);
}

test.each([
  ["lost-answer", true],
  ["malformed", true],
  ["unreachable", false],
  ["not-json", false],
  ["internal-error", false],
  ["quota-exceeded", false],
])("a hostname whose registration meets %s is registered once, and served in the end", async (fault, isDone) => {
  const added = await newHostname(admin);
  await publishRecord(added);
  await meet({ fault, method: "POST", hostname: added.hostname });
  const met = await lookUntil(added, isMet);
  expect(met.lifecycleStatus).toBe("pending_cloudflare");
  expect(await atCloudflare(added.hostname)).toBe(isDone ? 1 : 0);

  const again = await lookUntil(added, ({ cloudflare: known }) => known !== null);
  expect(again).toMatchObject({ lifecycleStatus: "pending_cloudflare", cloudflare: { status: "pending" } });
  expect(await atCloudflare(added.hostname)).toBe(1);
  await setCloudflare(added.hostname, { status: "active", sslStatus: "active" });
  const served = await lookUntil(added, ({ lifecycleStatus }) => lifecycleStatus === "active");
  expect(served).toMatchObject({ errors: [] });
});

test("a hostname becomes active by its records alone, as Cloudflare has it", async () => {
  const added = await newHostname(admin);
  await publishRecord(added);
  await setRecord(added.hostname, "CNAME", added.cnameTarget);
  await look(admin, added);
  const seen: string[] = [];
  for (let state = ""; state !== "active";) {
    const { lifecycleStatus, cloudflare: known } = await look(admin, added);
    state = lifecycleStatus;
    if (known !== null && seen.at(-1) !== known.sslStatus) seen.push(known.sslStatus);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  const order = ["initializing", "pending_validation", "pending_issuance", "pending_deployment", "active"];
  expect(seen.at(-1)).toBe("active");
  expect(seen).toEqual(order.filter((state) => seen.includes(state)));
});
