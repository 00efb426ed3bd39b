import { eq } from "drizzle-orm";
import type { ControlDb } from "../database/control-db.ts";
import { failure, success, type Result } from "../result/result.ts";
import type { AccessIdentity } from "./access-identity.ts";
import type { OperatorRole } from "./role.ts";
import { globalAdmins } from "./table.ts";

/** An enrolled, active operator, as Postgres says on this very request. Only `findOperator` makes one. */
class ActiveOperator {
  readonly #found = true;
  readonly id: string;
  readonly email: string;
  readonly name: string | null;
  readonly role: OperatorRole;

  constructor(row: { id: string; email: string; name: string | null; role: OperatorRole }) {
    this.id = row.id;
    this.email = row.email;
    this.name = row.name;
    this.role = row.role;
  }

  static isOperator(value: unknown): value is ActiveOperator {
    return value instanceof ActiveOperator && value.#found;
  }
}

export type Operator = ActiveOperator;

/**
 * Looks the person up by Access's subject and by nothing else: an address can be given to somebody new, and whoever
 * holds it then is not the operator who was enrolled with it.
 */
export async function findOperator(
  identity: AccessIdentity,
  control: ControlDb,
): Promise<Result<Operator, "unknown" | "deactivated">> {
  const [row] = await control.db.select().from(globalAdmins).where(eq(globalAdmins.accessSubject, identity.subject));
  if (row === undefined) return failure("unknown");
  return row.status === "active" ? success(new ActiveOperator(row)) : failure("deactivated");
}
