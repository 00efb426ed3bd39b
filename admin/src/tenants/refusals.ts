import type { TenantHealth } from "../api.gen/types.gen.ts";

type Refused = TenantHealth["counts"]["refused"];

/** Why requests are turned away, as an operator would say it: what was wrong with who asked, then what with the gate. */
const names: Readonly<Record<keyof Refused, string>> = {
  signed_out: "Not signed in, or signed out",
  session_revoked: "Session was ended",
  user_revoked: "All of the person's sessions were ended",
  org_revoked: "All of the tenant's sessions were ended",
  idle: "Session was not used for too long",
  expired: "Session has expired",
  suspended: "Tenant is suspended",
  host_moved: "Not an address of this tenant",
  overloaded: "Gatekeeper was overloaded",
  unreachable: "Gatekeeper did not answer",
};

/** Every kind of refusal by its name, those that never happened too; a kind newer than this console by the API's name. */
export function refusalsByName(refused: Refused): { readonly name: string; readonly count: number }[] {
  const known = Object.entries(names).map(([kind, name]) => ({ name, count: refused[kind as keyof Refused] }));
  const newer = Object.entries(refused).filter(([kind]) => !Object.hasOwn(names, kind));
  return [...known, ...newer.map(([name, count]) => ({ name, count }))];
}

export function countRefusals(refused: Refused): number {
  return Object.values(refused).reduce((sum, count) => sum + count, 0);
}
