/** What an audit log is narrowed down to, as it stands in the page's address. */
export interface AuditSearch {
  readonly category?: string;
  readonly outcome?: string;
  readonly who?: string;
  readonly when?: WhenName;
  readonly search?: string;
  /** Everything that one request set off. */
  readonly correlation?: string;
  /** Everything that one person did. */
  readonly actor?: string;
  /** The tenant, where the log is of many. */
  readonly tenant?: string;
}

const hourMilliseconds = 60 * 60 * 1000;

/** How far back to look. */
export const whens = {
  hour: { label: "The last hour", milliseconds: hourMilliseconds },
  day: { label: "The last 24 hours", milliseconds: 24 * hourMilliseconds },
  week: { label: "The last 7 days", milliseconds: 7 * 24 * hourMilliseconds },
  month: { label: "The last 30 days", milliseconds: 30 * 24 * hourMilliseconds },
} as const;

export type WhenName = keyof typeof whens;

const names = ["category", "outcome", "who", "search", "correlation", "actor", "tenant"] as const;
const longest = 100;

/** What of an address says anything about the log; the rest is dropped. */
export function readAuditSearch(from: Readonly<Record<string, unknown>>): AuditSearch {
  const search: { -readonly [Name in keyof AuditSearch]: AuditSearch[Name] } = {};
  for (const name of names) {
    const value = from[name];
    // The router reads what looks like a number as one.
    const text = typeof value === "number" ? String(value) : value;
    if (typeof text === "string" && text.trim() !== "") search[name] = text.trim().slice(0, longest);
  }
  const { when } = from;
  if (typeof when === "string" && Object.hasOwn(whens, when)) search.when = when as WhenName;
  return search;
}

/** The search with one part of it changed; undefined takes it away. */
export function changeAuditSearch<Name extends keyof AuditSearch>(
  search: AuditSearch,
  name: Name,
  value: AuditSearch[Name] | undefined,
): AuditSearch {
  return readAuditSearch({ ...search, [name]: value });
}

/** The same as a question to the API, asked now. What the API does not know, it refuses: the page says so. */
export function auditQueryOf(search: AuditSearch, now: number): Record<string, string> {
  const { category, outcome, who, when, search: text, correlation, actor, tenant } = search;
  const query = {
    category,
    outcome,
    actorType: who,
    actorId: actor,
    search: text,
    correlationId: correlation,
    organizationId: tenant,
    from: when === undefined ? undefined : new Date(now - whens[when].milliseconds).toISOString(),
  };
  return Object.fromEntries(Object.entries(query).filter((part): part is [string, string] => part[1] !== undefined));
}

export function isNarrowed(search: AuditSearch): boolean {
  return Object.keys(search).length > 0;
}
