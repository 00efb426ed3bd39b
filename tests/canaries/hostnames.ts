import { openSecrets } from "../../local/secrets.ts";
import { Client } from "../client.ts";
import { hostnamesPath } from "../hostname-world.ts";
import { ok } from "../sso-world.ts";
import type { Stage } from "./stage.ts";

/**
 * A hostname for which Cloudflare is called, with the token, and does not answer as it should; and Cloudflare's word,
 * with its secret and with one that only looks like it.
 */
export async function ownHostname(stage: Stage, owner: Client): Promise<void> {
  const { platform, privateFolder } = stage;
  const [dns, cloudflare, apex] = ["dns.localhost", "cloudflare.localhost", "app.localhost"].map(
    (host) => new Client(platform.port, host),
  ) as [Client, Client, Client];
  const hostname = "www.canaries.localhost";
  const { id, record } = ok(await owner.post(hostnamesPath, { hostname }), 201).json;
  const body = { name: record.name, type: record.type, value: [record.value] };
  ok(await dns.call("PUT", "/api/records", { body }));
  const look = () => owner.post(`${hostnamesPath}/${id}/verify`);
  for (const fault of ["internal-error", "malformed", "not-json"]) {
    ok(await cloudflare.post("/_control/faults", { fault, hostname }), 201);
    ok(await look());
  }
  await cloudflare.call("DELETE", "/_control/faults");
  ok(await look());
  const { cloudflareWebhookSecret } = await openSecrets(privateFolder);
  const notification = { name: "custom hostname", data: { hostname }, text: `About ${hostname}` };
  for (const secret of [cloudflareWebhookSecret, `${cloudflareWebhookSecret.slice(0, -1)}~`, ""]) {
    await apex.post("/api/webhooks/cloudflare", notification, { headers: { "cf-webhook-auth": secret, origin: null } });
  }
}
