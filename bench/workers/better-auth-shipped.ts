import { betterAuth } from "better-auth";
import { jwt, organization } from "better-auth/plugins";
import { Pool } from "pg";
import { commonOptions } from "../better-auth/options.ts";
import { meOf, type Found } from "../me.ts";

interface Env {
  readonly DB: Hyperdrive;
  readonly SECRET: string;
}

interface MemberRow {
  readonly role: string;
  readonly organization: Found["organization"];
}

/**
 * Better Auth as its documentation has it, with the plugins that know of organizations and tokens: an instance and a
 * pool per request, because a Worker's sockets belong to their request, and Kysely, its own adapter. The membership is
 * read through that adapter in one go: the plugin's endpoints would each look up the session again.
 */
export default {
  async fetch(request, env, context) {
    const pool = new Pool({ connectionString: env.DB.connectionString });
    try {
      const auth = betterAuth({
        ...commonOptions({ secret: env.SECRET }),
        database: pool,
        plugins: [organization(), jwt()],
      });
      const found = await auth.api.getSession({ headers: request.headers });
      if (found === null) return new Response(null, { status: 401 });
      const { adapter } = await auth.$context;
      const member = await adapter.findOne<MemberRow>({
        model: "member",
        where: [
          { field: "organizationId", value: found.session.activeOrganizationId ?? null },
          { field: "userId", value: found.user.id },
        ],
        join: { organization: true },
      });
      if (member === null) return new Response(null, { status: 403 });
      return Response.json(meOf({ ...found, organization: member.organization, role: member.role }));
    } finally {
      context.waitUntil(pool.end());
    }
  },
} satisfies ExportedHandler<Env>;
