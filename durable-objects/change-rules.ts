import { reaches, type Role } from "../src/authorization/role.ts";
import type { Change, ChangeFailure } from "../src/gatekeeper/contract.ts";

export type StatusChange = Extract<Change, { kind: "suspend" | "restore" | "delete" }>;
export type MemberChange = Extract<Change, { kind: "member-role" | "member-remove" }>;

type Status = "active" | "suspended" | "deleted";

/** Why a status may not change this way, null when it may. */
export function refusalOfStatusChange(kind: StatusChange["kind"], status: Status): ChangeFailure | null {
  switch (kind) {
    case "suspend":
      return status === "active" ? null : "wrong_state";
    case "restore":
      return status === "suspended" ? null : "wrong_state";
    case "delete":
      return status === "deleted" ? "wrong_state" : null;
  }
}

export interface Membership {
  /** The actor's role as it is now, `operator` for those above roles, null for somebody who is no member any more. */
  readonly actor: Role | "operator" | null;
  /** Null for nobody. */
  readonly target: Role | null;
  readonly owners: number;
}

/**
 * Why a membership may not be changed this way, null when it may: nobody touches or grants what lies above their own
 * role, and an organization keeps an owner, whoever asks.
 */
export function refusalOfMemberChange(
  change: MemberChange,
  { actor, target, owners }: Membership,
): ChangeFailure | null {
  if (target === null) return "not_found";
  const granted = change.kind === "member-role" ? change.role : null;
  if (actor !== "operator") {
    if (actor === null || !reaches(actor, target)) return "forbidden";
    if (granted !== null && !reaches(actor, granted)) return "forbidden";
  }
  return target === "owner" && granted !== "owner" && owners <= 1 ? "last_owner" : null;
}

/** The lesser of the role a member's request was admitted with and the one they have now, null for none any more. */
export function actorRole(admitted: Role | "operator", current: Role | null): Role | null {
  // Nobody who is a member acts as an operator, whatever the command says.
  if (current === null || admitted === "operator") return current;
  return reaches(admitted, current) ? current : admitted;
}
