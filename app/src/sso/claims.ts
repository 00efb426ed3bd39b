/** Claims as they are shown: the ones that decide first, each value as text. */
export function claimRows(claims: Readonly<Record<string, unknown>> | null): readonly (readonly [string, string])[] {
  if (claims === null) return [];
  const rank = (name: string) => {
    const place = deciding.indexOf(name);
    return place === -1 ? deciding.length : place;
  };
  return Object.entries(claims)
    .toSorted(([one], [other]) => rank(one) - rank(other) || (one < other ? -1 : 1))
    .map(([name, value]) => [name, shown(name, value)]);
}

const deciding = ["iss", "sub", "email", "email_verified", "name", "groups", "roles", "auth_time", "acr"];

const instants = new Set(["iat", "exp", "nbf", "auth_time", "updated_at"]);

function shown(name: string, value: unknown): string {
  if (instants.has(name) && typeof value === "number") return `${value} (${instantOf(value)})`;
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value.join("\n");
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

/** @param seconds since 1970, as tokens have them; whatever a provider has made of it must not break the page */
function instantOf(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? "no time" : date.toISOString();
}
