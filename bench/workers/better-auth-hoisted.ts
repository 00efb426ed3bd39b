import { AsyncLocalStorage } from "node:async_hooks";
import { drizzleAdapter } from "@better-auth/drizzle-adapter";
import { betterAuth } from "better-auth/minimal";
import { env as environment } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/node-postgres";
import { Client } from "pg";
import { withMembership, type StatementTaker } from "../better-auth/membership.ts";
import { activeOrganization, commonOptions } from "../better-auth/options.ts";
import { sessionTables } from "../better-auth/table.ts";
import { meOf } from "../me.ts";

interface Env {
  readonly DB: Hyperdrive;
  readonly SECRET: string;
}

/*
 * As far as Better Auth can be pushed: one instance per isolate, whose statements find the connection of the request
 * they belong to. Nobody recommends it: what the instance starts lazily belongs to whichever request came first, and
 * hangs the others when that one is cancelled (better-auth issue 10315). It is here so that the comparison is not
 * with something that could easily be faster.
 */
const connection = new AsyncLocalStorage<Client>();

const database: StatementTaker = {
  query(...statement) {
    const client = connection.getStore();
    if (client === undefined) throw new Error("A statement outside of any request");
    return client.query(...statement);
  },
};

const auth = betterAuth({
  ...commonOptions({ secret: (environment as unknown as Env).SECRET }),
  ...activeOrganization,
  database: drizzleAdapter(drizzle(database as unknown as Client, { schema: sessionTables }), {
    provider: "pg",
    schema: sessionTables,
  }),
  advanced: { database: { joins: true, validateSchema: false } },
});

export default {
  async fetch(request, env, context) {
    const client = new Client({ connectionString: env.DB.connectionString });
    const opening = client.connect();
    try {
      await opening;
      const found = await connection.run(client, () => auth.api.getSession({ headers: request.headers }));
      if (found === null) return new Response(null, { status: 401 });
      const whole = await withMembership(client, found);
      return whole === null ? new Response(null, { status: 403 }) : Response.json(meOf(whole));
    } finally {
      context.waitUntil(opening.then(() => client.end()));
    }
  },
} satisfies ExportedHandler<Env>;
