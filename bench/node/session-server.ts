import { betterAuth } from "better-auth";
import { fromNodeHeaders } from "better-auth/node";
import { jwt, organization } from "better-auth/plugins";
import { Pool } from "pg";
import { withMembership } from "../better-auth/membership.ts";
import { commonOptions } from "../better-auth/options.ts";
import { meOf } from "../me.ts";
import { serveMe, givenSettings } from "./answering.ts";

/*
 * Better Auth where it is at home: one instance and one pool in a Node process, the session and its user in one query,
 * the membership in another.
 */
const { url, secret } = givenSettings() as { readonly url: string; readonly secret: string };
const pool = new Pool({ connectionString: url, max: 20 });
const auth = betterAuth({
  ...commonOptions({ secret }),
  database: pool,
  plugins: [organization(), jwt()],
  advanced: { database: { joins: true } },
});

serveMe(async (request) => {
  const found = await auth.api.getSession({ headers: fromNodeHeaders(request.headers) });
  const whole = found === null ? null : await withMembership(pool, found);
  return whole === null ? null : meOf(whole);
});
