import type { ExportFormat } from "./contract.ts";
import { csvHeader, csvLine } from "./csv.ts";
import { presentExported, type ChainedRow } from "./presentation.ts";

export const exportMediaTypes: Readonly<Record<ExportFormat, string>> = {
  csv: "text/csv",
  jsonl: "application/x-ndjson",
};

/** The rows of an export: those of a stretch of the chain that fit, in its order. */
export interface ExportedRows {
  /** The places between which the log stood when the export began. */
  readonly after: number;
  readonly upTo: number;
  readonly between: (after: number, through: number) => PromiseLike<readonly ChainedRow[]>;
}

interface ExportSource {
  readonly rows: ExportedRows;
  /** Whether whoever asked may still have them: asked between pages, so that a revoked session's export ends. */
  readonly mayGoOn: () => Promise<boolean>;
}

/** An export as text, a page of rows at a time. Throws when it must not or cannot go on: its end is then missing. */
export async function* exportPages(format: ExportFormat, { rows, mayGoOn }: ExportSource): AsyncGenerator<string> {
  if (format === "csv") yield csvHeader;
  for (let { after } = rows; after < rows.upTo; after += placesPerPage) {
    if (after > rows.after && !(await mayGoOn())) throw new Error("Whoever asked may not read the log any more");
    const page = await rows.between(after, Math.min(after + placesPerPage, rows.upTo));
    if (page.length > 0) yield page.map(linesOf[format]).join("");
  }
}

const linesOf: Readonly<Record<ExportFormat, (row: ChainedRow) => string>> = {
  csv: (row) => csvLine(presentExported(row)),
  jsonl: (row) => `${JSON.stringify(presentExported(row))}\n`,
};

const placesPerPage = 1_000;

/** The headers of an export; the name is made of a slug and a date, which need no quoting. */
export function exportHeaders(format: ExportFormat, name: string, now: Date): [string, string][] {
  const type = exportMediaTypes[format];
  return [
    ["content-type", format === "csv" ? `${type}; charset=utf-8; header=present` : `${type}; charset=utf-8`],
    ["content-disposition", `attachment; filename="audit-log-${name}-${now.toISOString().slice(0, 10)}.${format}"`],
  ];
}
