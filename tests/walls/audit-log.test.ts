import { expect, test } from "vitest";
import { asRole } from "../platform.ts";
import { newTenant } from "../world.ts";

const roles = ["gatehouse_server", "gatehouse_auth", "gatehouse_coordinator", "gatehouse_operator", "gatehouse_owner"];

test.each(roles)("the audit log cannot be changed, emptied or shortened by %s", async (role) => {
  const { id } = await newTenant("log");
  await asRole(role, async (sql) => {
    for (const statement of [
      "update audit_logs set event = 'nothing'",
      "delete from audit_logs",
      "truncate audit_logs",
      "update platform_audit_logs set event = 'nothing'",
      "delete from platform_audit_logs",
    ]) {
      const tampering = sql.begin(async (tx) => {
        await tx`select set_config('app.organization_id', ${id}, true)`;
        await tx.unsafe(statement);
      });
      await expect(tampering, statement).rejects.toThrow(/permission denied|append-only/);
    }
  });
});
