import { createHash, randomUUID } from "node:crypto";
import { hashPassword } from "better-auth/crypto";
import postgres from "postgres";
import type { Sql, TransactionSql } from "postgres";
import { accessSubject } from "./access-token.ts";
import type { LocalPostgres } from "./postgres.ts";
import { seededOperator, seededPassword, seededTenants } from "./seed-data.ts";

type SeededTenant = (typeof seededTenants)[number];

/**
 * Fills a new database with two tenants and an operator, as if they had come the usual way. What is there
 * already, changed or deleted since, is left alone.
 */
export async function seed(local: LocalPostgres): Promise<void> {
  // The owner of the tables is under row security too: each tenant's rows need its id in the setting.
  const sql = postgres(local.url("gatehouse_owner"), { max: 1, onnotice: () => undefined });
  try {
    await sql.begin(seedOperator);
    for (const tenant of seededTenants) await seedTenant(sql, tenant);
  } finally {
    await sql.end();
  }
}

const operatorId = fixedId("adm", seededOperator.email);

async function seedOperator(sql: TransactionSql): Promise<void> {
  const { email, name } = seededOperator;
  const added = await sql`
    insert into global_admins (id, email, name, role, status, access_subject, enrolled_at)
    values (${operatorId}, ${email}, ${name}, 'super_admin', 'active', ${accessSubject(email)}, now())
    on conflict do nothing
    returning id
  `;
  if (added.length === 0) return;
  await sql`insert into platform_audit_logs ${sql(act("admin.enrolled", { type: "operator", id: operatorId, name: email }))}`;
}

async function seedTenant(sql: Sql, { slug, name, owner }: SeededTenant): Promise<void> {
  const organizationId = fixedId("org", slug);
  const userId = fixedId("usr", owner.email);
  await sql.begin(async (tx) => {
    await tx`select set_config('app.organization_id', ${organizationId}, true)`;
    const added = await tx`
      insert into organizations ${tx({ id: organizationId, slug, name })} on conflict do nothing returning id
    `;
    if (added.length === 0) return;
    const password = await hashPassword(seededPassword);
    await tx`insert into organization_settings ${tx({ organization_id: organizationId, app_name: name })}`;
    await tx`insert into users ${tx({ id: userId, organization_id: organizationId, email: owner.email, name: owner.name, email_verified: true })}`;
    await tx`insert into accounts ${tx({
      id: fixedId("acc", owner.email),
      organization_id: organizationId,
      user_id: userId,
      provider_id: "credential",
      account_id: userId,
      password,
    })}`;
    await tx`insert into members ${tx({ organization_id: organizationId, user_id: userId, role: "owner" })}`;
    const created = act("tenant.created", { type: "organization", id: organizationId, name });
    const data = { slug, homeRegion: "weur" };
    await tx`insert into audit_logs ${tx({ ...created, organization_id: organizationId, data })}`;
    const seen = { ...data, organizationId };
    await tx`insert into platform_audit_logs ${tx({ ...created, id: fixedId("aud", `platform ${slug}`), data: seen })}`;
    const payload = { hostname: `${slug}.app.localhost` };
    await tx`insert into outbox ${tx({ organization_id: organizationId, kind: "host.hint", payload })}`;
  });
}

/** The audit row of something the seeded operator did. */
function act(event: string, target: { readonly type: string; readonly id: string; readonly name: string }) {
  return {
    id: fixedId("aud", `${event} ${target.id}`),
    event,
    actor_type: "operator",
    actor_id: operatorId,
    actor_name: seededOperator.name,
    target_type: target.type,
    target_id: target.id,
    target_name: target.name,
    request_id: `seed-${randomUUID()}`,
  };
}

/** An id of the usual shape that is the same in every clone. */
function fixedId(prefix: string, name: string): string {
  const digest = createHash("sha256").update(`seed ${prefix} ${name}`).digest("hex");
  return `${prefix}_${BigInt(`0x${digest}`).toString(36).padStart(24, "0").slice(-24)}`;
}
