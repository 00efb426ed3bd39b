import type { ExportedEntry } from "./presentation.ts";

const columns = {
  sequence: ({ sequence }) => sequence?.toString() ?? null,
  id: ({ id }) => id,
  at: ({ at }) => at,
  event: ({ event }) => event,
  category: ({ category }) => category,
  outcome: ({ outcome }) => outcome,
  severity: ({ severity }) => severity,
  actorType: ({ actor }) => actor.type,
  actorId: ({ actor }) => actor.id,
  actorName: ({ actor }) => actor.name,
  targetType: ({ target }) => target?.type ?? null,
  targetId: ({ target }) => target?.id ?? null,
  targetName: ({ target }) => target?.name ?? null,
  address: ({ address }) => address,
  userAgent: ({ userAgent }) => userAgent,
  requestId: ({ requestId }) => requestId,
  correlationId: ({ correlationId }) => correlationId,
  data: ({ data }) => JSON.stringify(data),
  hash: ({ hash }) => hash,
} as const satisfies Readonly<Record<string, (entry: ExportedEntry) => string | null>>;

/** The first line of an export as CSV (RFC 4180): what the columns are. */
export const csvHeader = record(Object.keys(columns));

/** One entry as a line of CSV. */
export function csvLine(entry: ExportedEntry): string {
  return record(Object.values(columns).map((column) => column(entry) ?? ""));
}

function record(cells: readonly string[]): string {
  return `${cells.map(cell).join(",")}\r\n`;
}

/**
 * A cell, quoted where RFC 4180 section 2 wants it. Spreadsheets take a text that begins like a formula for one and
 * run it, and what stands here was chosen by whoever acted: such a cell gets an apostrophe in front, which they show
 * as text (https://owasp.org/www-community/attacks/CSV_Injection). JSON lines have every text as it is.
 */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
