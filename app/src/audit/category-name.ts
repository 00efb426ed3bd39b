import type { Category } from "../../../src/audit/event.ts";
import type { SelectOption } from "../../../ui/select.tsx";

/** What a tenant's log is about, as its readers call it; operators' own affairs are in no tenant's log. */
const categoryNames: Readonly<Record<Exclude<Category, "operator">, string>> = {
  authentication: "Signing in and out",
  session: "Ended sessions",
  membership: "Members and invitations",
  configuration: "Settings, single sign-on and hostnames",
  tenant: "The organization",
  audit: "The log itself",
};

export const categoryOptions: readonly SelectOption<string>[] = Object.entries(categoryNames).map(([value, label]) => ({
  value,
  label,
}));

export const actorOptions: readonly SelectOption<string>[] = [
  { value: "user", label: "Members" },
  { value: "operator", label: "Service operators" },
  { value: "system", label: "Gatehouse itself" },
  { value: "anonymous", label: "Nobody signed in" },
];
