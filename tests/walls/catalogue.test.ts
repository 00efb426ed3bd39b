import { describe, expect, test } from "vitest";
import { asSuperuser } from "../platform.ts";
import { rules } from "./catalogue.ts";
import { databaseDocument } from "./database-document.ts";
import { grants } from "./grants.ts";

describe("the catalogue", () => {
  test.each(rules.map((rule) => [rule.name, rule] as const))("%s", async (_, rule) => {
    const document = await databaseDocument();
    expect(await asSuperuser((sql) => rule.find(sql, document))).toEqual([]);
  });

  test("the document says which tables each role reads and changes", async () => {
    const { roles } = await databaseDocument();
    for (const { role, reads, changes } of roles) {
      const tables = Object.entries(grants[role] ?? {});
      const sorted = (names: readonly string[]) => names.toSorted();
      const readable = tables.filter(([, rights]) => rights.select !== undefined);
      const changeable = tables.filter(
        ([, { insert, update, delete: remove }]) => (insert ?? update ?? remove) !== undefined,
      );
      expect(sorted(reads), `${role} reads`).toEqual(sorted(readable.map(([table]) => table)));
      expect(sorted(changes), `${role} changes`).toEqual(sorted(changeable.map(([table]) => table)));
    }
  });
});
