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

/** What somebody gave as their reason, in their own words. */
export function because(log: AuditLog, key = "reason"): readonly Part[] {
  const reason = textIn(log, key);
  return reason === null ? [] : [`: “${reason}”`];
}

/** How many sessions it has ended. */
export function ending(log: AuditLog): readonly Part[] {
  const closed = numberIn(log, "closed") ?? 0;
  return closed === 0 ? [] : [`, which ended ${closed === 1 ? "one session" : `${closed} sessions`}`];
}

/** What a field was changed from and to, null where it was not. */
export function changeIn({ data }: AuditLog, field: string): { readonly from: unknown; readonly to: unknown } | null {
  const changes = data["changes"];
  if (typeof changes !== "object" || changes === null || !Object.hasOwn(changes, field)) return null;
  const change: unknown = (changes as Record<string, unknown>)[field];
  return typeof change === "object" && change !== null && "to" in change
    ? { from: "from" in change ? change.from : null, to: change.to }
    : null;
}
