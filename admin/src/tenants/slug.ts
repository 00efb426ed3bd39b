/**
 * What is wrong with a slug, in words for whoever is typing it, or null. The same rule as the API's contract
 * (a test keeps them equal); which names are reserved or taken only the API knows.
 */
export function slugProblem(slug: string): string | null {
  if (slug === "") return "Choose a slug.";
  if (/[A-Z]/.test(slug)) return "Use lower-case letters only.";
  if (/[^a-z0-9-]/.test(slug)) return "Use only a–z, 0–9 and hyphens.";
  if (slug.startsWith("-") || slug.endsWith("-")) return "Start and end with a letter or a digit.";
  if (slug.length === 2) return "Two characters are not allowed: use one, or at least three.";
  if (slug.length > 63) return "Use at most 63 characters.";
  if (slug.startsWith("xn--"))
    return "“xn--” is how internationalized names are encoded; a slug may not start with it.";
  return null;
}

/** What is wrong with a slug that no further typing mends, or null: nobody is told off in the middle of a word. */
export function hopelessSlugProblem(slug: string): string | null {
  if (slug === "") return null;
  return slugProblem(slug.length > 60 ? slug : `${slug}aa`);
}

/** The slug an organization's name suggests, or an empty string when the name offers nothing usable. */
export function slugFromName(name: string): string {
  const slug = name
    .normalize("NFKD")
    .replaceAll("ß", "ss")
    .toLowerCase()
    .replaceAll(/[\u0300-\u036f'’.]/g, "")
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, 63)
    .replaceAll(/^-+|-+$/g, "");
  return slugProblem(slug) === null ? slug : "";
}

/** Where this page is, as `window.location` says it. */
export interface ConsoleAddress {
  readonly protocol: string;
  readonly host: string;
}

/** The address of a tenant beside this console: `admin.<base>` becomes `<slug>.app.<base>`. */
export function tenantAddress(slug: string, console: ConsoleAddress): string {
  return `${console.protocol}//${slug}.app.${console.host.replace(/^admin\./, "")}`;
}
