import type { Role } from "../../../src/authorization/role.ts";
import { roleNames } from "../members/role-name.ts";
import { isPreset, productNames } from "./guides/all.ts";
import { fieldNames } from "./provider-draft.ts";

const authenticationNames: Readonly<Record<string, string>> = {
  client_secret_basic: "Secret in the header (client_secret_basic)",
  client_secret_post: "Secret in the body (client_secret_post)",
  none: "No secret (public client)",
};

const verificationNames: Readonly<Record<string, string>> = {
  required: "The provider has to say that an address is verified",
  assumed: "Taken as verified when the provider says nothing",
};

const endpointNames: Readonly<Record<string, string>> = {
  authorization: "Authorization",
  token: "Token",
  jwks: "Keys",
  userinfo: "Userinfo",
  endSession: "Sign-out",
};

/** What a field of a version is called; what this app does not know has the API's name. */
export function fieldName(field: string): string {
  return isField(field) ? fieldNames[field] : field;
}

/** A field's value in words, as a history and a merge show it. What this app does not know is shown as it is. */
export function fieldValue(field: string, value: unknown): string {
  if (field === "clientSecret") return value === null ? "The one that is saved" : "The one that was typed here";
  if (field === "endpoints") return value === null ? "Discovered from the issuer" : endpointLines(value);
  if (field === "roleMappings") return Array.isArray(value) ? mappingLines(value) : shown(value);
  if (field === "maxAgeSeconds") return typeof value === "number" ? ageName(value) : "Any age";
  if (Array.isArray(value)) return value.length === 0 ? "None" : value.map(shown).join(", ");
  if (value === null || value === undefined || value === "") return "None";
  if (typeof value === "boolean") return value ? "On" : "Off";
  return named(field, shown(value));
}

function named(field: string, text: string): string {
  if (field === "preset") return isPreset(text) ? productNames[text] : text;
  if (field === "defaultRole") return roleName(text);
  if (field === "clientAuthentication") return authenticationNames[text] ?? text;
  if (field === "emailVerification") return verificationNames[text] ?? text;
  return text;
}

function endpointLines(value: unknown): string {
  if (typeof value !== "object" || value === null) return shown(value);
  return Object.entries(value)
    .map(([name, address]) => `${endpointNames[name] ?? name}: ${shown(address)}`)
    .join("\n");
}

function mappingLines(mappings: readonly unknown[]): string {
  if (mappings.length === 0) return "None";
  return mappings
    .map((one) => {
      const { value, role } = one as { readonly value?: unknown; readonly role?: unknown };
      return `${shown(value)} → ${roleName(shown(role))}`;
    })
    .join("\n");
}

function roleName(text: string): string {
  return Object.hasOwn(roleNames, text) ? roleNames[text as Role] : text;
}

/** "15 minutes", "12 hours", "30 days": in the greatest unit that fits without a rest. */
export function ageName(seconds: number): string {
  if (seconds === 0) return "Signs in anew each time";
  const units = [
    ["day", 86_400],
    ["hour", 3_600],
    ["minute", 60],
    ["second", 1],
  ] as const;
  const [name, length] = units.find(([, size]) => seconds % size === 0) ?? ["second", 1];
  const count = seconds / length;
  return `${count} ${name}${count === 1 ? "" : "s"}`;
}

function shown(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

function isField(field: string): field is keyof typeof fieldNames {
  return Object.hasOwn(fieldNames, field);
}
