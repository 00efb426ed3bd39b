import type { Category } from "../../../src/audit/event.ts";
import type { SelectOption } from "../../../ui/select.tsx";

/** What the platform's log is about. */
const categoryNames: Readonly<Partial<Record<Category, string>>> = {
  tenant: "Tenants",
  session: "Ended sessions",
  membership: "Invitations to tenants",
  configuration: "Tenants' hostnames",
};

/** @param withOperators whether the reader may know what concerns operators themselves */
export function categoryOptions(withOperators: boolean): readonly SelectOption<string>[] {
  const options = Object.entries(categoryNames).map(([value, label]) => ({ value, label }));
  return withOperators ? [...options, { value: "operator", label: "Operators" }] : options;
}

export const actorOptions: readonly SelectOption<string>[] = [
  { value: "operator", label: "Operators" },
  { value: "anonymous", label: "People who were refused" },
];
