import type { AuditLog } from "../api.gen/types.gen.ts";

/** A piece of a sentence; names are set apart from the words around them. */
export type Part = string | { readonly name: string };

export type Telling = (entry: AuditLog) => readonly Part[];

export function actor({ actor: { type, id, name } }: AuditLog): Part {
  if (name !== null && name !== "") return { name };
  if (type === "system") return "Gatehouse";
  if (type === "anonymous") return "Somebody unknown";
  return id === null ? `An unnamed ${type}` : { name: id };
}

export function target(entry: AuditLog): Part {
  const named = entry.target?.name ?? entry.target?.id ?? textIn(entry, "slug");
  return named === null ? "something unnamed" : { name: named };
}

export function textIn(entry: AuditLog, key: string): string | null {
  const value = entry.data[key];
  return typeof value === "string" && value !== "" ? value : null;
}
