import { createContext, useContext, type Accessor } from "solid-js";
import type { OperatorAction } from "../../../src/operators/role.ts";
import type { OperatorMe } from "../api.gen/types.gen.ts";

/** Who is using the console. Everything below the shell may rely on it. */
export const PresentOperator = createContext<Accessor<OperatorMe>>();

export function usePresentOperator(): Accessor<OperatorMe> {
  const operator = useContext(PresentOperator);
  if (operator === undefined) throw new Error("There is no operator outside of the console's shell");
  return operator;
}

/** Whether the operator may do something, by the permissions the API named. The API decides again on each request. */
export function useMay(): (action: OperatorAction) => boolean {
  const operator = usePresentOperator();
  return (action) => operator().permissions.includes(action);
}
