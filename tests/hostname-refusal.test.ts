import { expect, test } from "vitest";
import type { Json } from "./client.ts";
import { look, newHostname, publishRecord } from "./hostname-proof.ts";
import { ok } from "./sso-world.ts";
import { newTenant, uniqueSlug } from "./world.ts";

test("a name that Cloudflare does not take is told with Cloudflare's own reason", async () => {
  const { owner } = await newTenant("refused");
  const hostname = await newHostname(owner, { hostname: `${uniqueSlug("portal")}.acme.example.com` });
  await publishRecord(hostname);
  const refused = await look(owner, hostname);
  expect(refused.lifecycleStatus).toBe("error");
  const told = ({ errors }: Json) =>
    errors
      .filter(({ code }: Json) => code === "name_refused" || code === "cloudflare")
      .map(({ code, message }: Json) => [code, message]);
  const sentences = [
    ["name_refused", "Cloudflare does not take this hostname."],
    ["cloudflare", "Custom hostnames ending in example.com, example.net or example.org are prohibited."],
  ];
  expect(told(refused)).toEqual(sentences);
  expect(told(ok(await owner.get(`/api/tenancy/hostnames/${hostname.id}`)).json)).toEqual(sentences);
});
