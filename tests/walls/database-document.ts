import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** One line of the document's table of functions. */
export interface DocumentedFunction {
  /** As PostgreSQL writes it: `lookup_slug(text)`. */
  readonly signature: string;
  readonly owner: string;
  /** Who may call it; empty for what only triggers or other functions call. */
  readonly callers: readonly string[];
}

/** One line of the document's table of roles. */
interface DocumentedRole {
  readonly role: string;
  readonly reads: readonly string[];
  readonly changes: readonly string[];
}

/** What docs/database.md says: the tests take it at its word, so that it cannot say anything else than what is. */
export interface DatabaseDocument {
  readonly roles: readonly DocumentedRole[];
  readonly platformTables: readonly string[];
  readonly definerFunctions: readonly DocumentedFunction[];
  readonly otherFunctions: readonly DocumentedFunction[];
  /** Unique keys that reach across tenants, by index. */
  readonly sharedKeys: readonly string[];
  /** Columns that name users and refer to none, as `table.column`. */
  readonly namedUsers: readonly string[];
  /** Tenant tables without a foreign key to their organization. */
  readonly unboundTables: readonly string[];
}

/** Reads the tables of docs/database.md, by the headings they stand below. */
export async function databaseDocument(): Promise<DatabaseDocument> {
  const text = await readFile(join(import.meta.dirname, "..", "..", "docs", "database.md"), "utf8");
  const first = (heading: string) => rowsBelow(text, heading).map(([cell = ""]) => code(cell)[0] ?? "");
  const functions = (heading: string) =>
    rowsBelow(text, heading).map(([signature = "", owner = "", callers = ""]) => ({
      signature: code(signature)[0] ?? "",
      owner: code(owner)[0] ?? "",
      callers: code(callers),
    }));
  return {
    roles: rowsBelow(text, "Roles").map(([role = "", , reads = "", changes = ""]) => ({
      role: code(role)[0] ?? "",
      reads: code(reads),
      changes: code(changes),
    })),
    platformTables: first("Tables of the platform"),
    definerFunctions: functions("Functions with the rights of their owner"),
    otherFunctions: functions("Other functions"),
    sharedKeys: first("Keys that all tenants share"),
    namedUsers: first("Names that refer to nobody"),
    unboundTables: first("Tables without a key to their organization"),
  };
}

/** The cells of the first table below a heading, without its head. Throws when there is none. */
function rowsBelow(text: string, heading: string): string[][] {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, "") === heading);
  if (start < 0) throw new Error(`docs/database.md has no heading "${heading}"`);
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => line.startsWith("#"));
  const table = (end < 0 ? rest : rest.slice(0, end)).filter((line) => line.startsWith("|"));
  if (table.length < 3) throw new Error(`docs/database.md has no table below "${heading}"`);
  return table.slice(2).map((line) =>
    line
      .slice(1, line.lastIndexOf("|"))
      .split("|")
      .map((cell) => cell.trim()),
  );
}

/** What stands in backticks. */
function code(cell: string): string[] {
  return Array.from(cell.matchAll(/`([^`]+)`/g), ([, inside = ""]) => inside);
}
