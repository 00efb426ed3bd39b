import type { AuditLog } from "../api.gen/types.gen.ts";
import { roleWithArticle } from "../members/role-name.ts";

/** A piece of a sentence; what is named is set apart from the words around it. */
export type Part = string | { readonly name: string };

export type Telling = (log: AuditLog) => readonly Part[];

export function targetOf(log: AuditLog): Part {
  return { name: log.target?.name ?? log.target?.id ?? "somebody" };
}

export function isOwnDoing({ actor, target, data }: AuditLog): boolean {
  return actor.id !== null && (target?.id === actor.id || data["userId"] === actor.id);
}

export function asRole(log: AuditLog): readonly Part[] {
  const role = roleIn(log, "role");
  return role === null ? [] : [` as ${role}`];
}

export function roleIn(log: AuditLog, key: string): string | null {
  const role = textIn(log, key);
  if (role === null) return null;
  return Object.hasOwn(roleWithArticle, role) ? roleWithArticle[role as keyof typeof roleWithArticle] : role;
}

export function textIn({ data }: AuditLog, key: string): string | null {
  const value = data[key];
  return typeof value === "string" && value !== "" ? value : null;
}

export function numberIn({ data }: AuditLog, key: string): number | null {
  const value = data[key];
  return typeof value === "number" ? value : null;
}
