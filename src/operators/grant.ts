import { tenantScope, type TenantScope } from "../database/tenant-scope.ts";
import type { Operator } from "./operator.ts";
import { operatorMay, type OperatorAction } from "./role.ts";

/** That an operator may do one thing. Only `authorizeOperator` makes one, and no handler can be called without it. */
class ActionGrant<Action extends OperatorAction> {
  readonly #authorized = true;
  readonly action: Action;
  readonly operator: Operator;

  constructor(action: Action, operator: Operator) {
    this.action = action;
    this.operator = operator;
  }

  static isGrant(value: unknown): value is ActionGrant<OperatorAction> {
    return value instanceof ActionGrant && value.#authorized;
  }
}

export type OperatorGrant<Action extends OperatorAction = OperatorAction> = ActionGrant<Action>;

/** What reaches into one tenant. A grant of anything else opens no tenant's database. */
export type TenantAction = Extract<OperatorAction, `tenants:${string}` | `hostnames:${string}`>;

/** The grant of an action, or null when the operator's role does not have it. */
export function authorizeOperator<Action extends OperatorAction>(
  operator: Operator,
  action: Action,
): OperatorGrant<Action> | null {
  return operatorMay(operator.role, action) ? new ActionGrant(action, operator) : null;
}

/** The scope of the one tenant that an act is about; what is done in it goes into both audit logs. */
export function operatorScope(_grant: OperatorGrant<TenantAction>, organizationId: string): TenantScope {
  return tenantScope(organizationId);
}
