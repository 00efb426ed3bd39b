import type { Platform } from "./platform.ts";
import { seededOperator, seededPassword, seededTenants } from "./seed-data.ts";
import { table } from "./terminal.ts";

/** What `npm start` says when everything is up: where to go, and as whom. */
export function welcome(platform: Platform): string {
  const tenants = seededTenants.map(
    ({ slug, name, owner }) =>
      [platform.origin(`${slug}.app.localhost`), `${name}: sign in as ${owner.email}`] as const,
  );
  return [
    "",
    "Gatehouse is running.",
    "",
    table([
      ...tenants,
      [platform.origin("app.localhost"), "find your team"],
      [platform.origin("admin.localhost"), `operator console: come in as ${seededOperator.email}`],
      [platform.origin("mail.localhost"), "what would have been e-mailed"],
      [platform.origin("dns.localhost"), "the names of the world outside, for you to set"],
      [platform.origin("cloudflare.localhost"), "the hostnames that tenants bring, as Cloudflare has them"],
      [platform.origin("idp.localhost"), "an identity provider for each name you add, which takes anybody's word"],
    ]),
    "",
    `  The password of every seeded person is: ${seededPassword}`,
    "  Ctrl-C stops everything; what you do stays. `npm run reset` starts over.",
    "",
  ].join("\n");
}
