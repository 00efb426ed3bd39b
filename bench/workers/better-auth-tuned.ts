import { drizzleAdapter } from "@better-auth/drizzle-adapter";
import { betterAuth } from "better-auth/minimal";
import { drizzle } from "drizzle-orm/node-postgres";
import { Client } from "pg";
import { withMembership } from "../better-auth/membership.ts";
import { activeOrganization, commonOptions } from "../better-auth/options.ts";
import { sessionTables } from "../better-auth/table.ts";
import { meOf } from "../me.ts";

interface Env {
  readonly DB: Hyperdrive;
  readonly SECRET: string;
}

/**
 * Better Auth with what its documentation offers to be fast in a Worker: an instance per request without the plugins
 * that reading a session does not need, the session and its user in one query, and no check of the schema. The
 * connection opens while the instance is made.
 */
export default {
  async fetch(request, env, context) {
    const client = new Client({ connectionString: env.DB.connectionString });
    const opening = client.connect();
    try {
      const auth = betterAuth({
        ...commonOptions({ secret: env.SECRET }),
        ...activeOrganization,
        database: drizzleAdapter(drizzle(client, { schema: sessionTables }), { provider: "pg", schema: sessionTables }),
        advanced: { database: { joins: true, validateSchema: false } },
      });
      await opening;
      const found = await auth.api.getSession({ headers: request.headers });
      if (found === null) return new Response(null, { status: 401 });
      const whole = await withMembership(client, found);
      return whole === null ? new Response(null, { status: 403 }) : Response.json(meOf(whole));
    } finally {
      context.waitUntil(opening.then(() => client.end()));
    }
  },
} satisfies ExportedHandler<Env>;
