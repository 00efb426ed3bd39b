import { accessRules } from "./access-rules.ts";
import { databaseDocument } from "./database-document.ts";
import { functionRules } from "./function-rules.ts";
import { keyRules } from "./key-rules.ts";
import { roleRules } from "./role-rules.ts";
import type { Queries, Rule } from "./rule.ts";
import { tableRules } from "./table-rules.ts";

export const rules: readonly Rule[] = [...tableRules, ...keyRules, ...accessRules, ...functionRules, ...roleRules];

/** Every breach there is, as `rule: object`, in the order of the rules. */
export async function breachesIn(sql: Queries): Promise<string[]> {
  const document = await databaseDocument();
  const found: string[] = [];
  for (const rule of rules) {
    for (const object of await rule.find(sql, document)) found.push(`${rule.name}: ${object}`);
  }
  return found;
}
