import type { ExportFormat } from "./contract.ts";
import { csvHeader, csvLine } from "./csv.ts";
import { presentExported, type ChainedRow } from "./presentation.ts";

export const exportMediaTypes: Readonly<Record<ExportFormat, string>> = {
  csv: "text/csv",
  jsonl: "application/x-ndjson",
};

/** At most so many rows after a place in the chain, in its order, and none that was not there when the export began. */
export type ExportPage = (after: number, limit: number) => Promise<readonly ChainedRow[]>;

interface ExportSource {
  readonly page: ExportPage;
  /** Whether whoever asked may still have them: asked between pages, so that a revoked session's export ends. */
  readonly mayGoOn: () => Promise<boolean>;
}

/** An export as text, a page of rows at a time. Throws when it must not or cannot go on: its end is then missing. */
export async function* exportPages(format: ExportFormat, { page, mayGoOn }: ExportSource): AsyncGenerator<string> {
  if (format === "csv") yield csvHeader;
  let after = 0;
  for (;;) {
    const rows = await page(after, rowsPerPage);
    if (rows.length > 0) yield rows.map(linesOf[format]).join("");
    const last = rows.at(-1);
    if (last === undefined || rows.length < rowsPerPage) return;
    after = last.sequence;
    if (!(await mayGoOn())) throw new Error("Whoever asked for this export may not read the log any more");
  }
}

const linesOf: Readonly<Record<ExportFormat, (row: ChainedRow) => string>> = {
  csv: (row) => csvLine(presentExported(row)),
  jsonl: (row) => `${JSON.stringify(presentExported(row))}\n`,
};

const rowsPerPage = 500;

/** The headers of an export; the name is made of a slug and a date, which need no quoting. */
export function exportHeaders(format: ExportFormat, name: string, now: Date): [string, string][] {
  const type = exportMediaTypes[format];
  return [
    ["content-type", format === "csv" ? `${type}; charset=utf-8; header=present` : `${type}; charset=utf-8`],
    ["content-disposition", `attachment; filename="audit-log-${name}-${now.toISOString().slice(0, 10)}.${format}"`],
  ];
}
