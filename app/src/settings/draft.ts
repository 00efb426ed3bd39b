import type { Settings } from "../api.gen/types.gen.ts";
import type { EditedKind } from "../editing/document.ts";

/** What of the settings people edit, and what each is called. */
export const fieldNames = {
  appName: "App name",
  primaryColor: "Colour",
  sessionIdleMinutes: "Sign out when unused for",
  sessionLifetimeHours: "Sign out in any case after",
  accountFailureLimit: "An account has to wait after",
  addressFailureLimit: "A network address has to wait after",
  lockoutMinutes: "A failed sign-in counts for",
  auditRetentionDays: "Keep the audit log",
} as const satisfies Partial<Record<keyof Settings, string>>;

export type Draft = Pick<Settings, keyof typeof fieldNames>;

export const settingsKind: EditedKind<Settings, Draft> = {
  fields: Object.keys(fieldNames) as (keyof Draft)[],
  draftOf: ({ version: _version, ...draft }) => draft,
  read: (value) => (typeof value === "object" && value !== null && isSettings(value) ? value : null),
};

function isSettings(document: Readonly<Partial<Record<keyof Settings, unknown>>>): document is Settings {
  const { appName, primaryColor, auditRetentionDays } = document;
  const isColour = primaryColor === null || typeof primaryColor === "string";
  const isRetention = auditRetentionDays === null || typeof auditRetentionDays === "number";
  return (
    typeof appName === "string" &&
    isColour &&
    isRetention &&
    numbers.every((field) => typeof document[field] === "number")
  );
}

const numbers = [
  "version",
  "sessionIdleMinutes",
  "sessionLifetimeHours",
  "accountFailureLimit",
  "addressFailureLimit",
  "lockoutMinutes",
] as const satisfies readonly (keyof Settings)[];
