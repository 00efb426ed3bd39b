import { z } from "@hono/zod-openapi";
import { failure, success, type Result } from "../result/result.ts";
import { Problem } from "./problem.ts";

/** The query of every list: `limit` rows (1 to 100, 50 unless told) after the opaque `cursor` of the page before. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(200).optional(),
});

export function pageOf<Item extends z.ZodType>(item: Item, name: string) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() }).openapi(name);
}

/**
 * Where a page of rows ended: the last row's time, as Postgres wrote it (milliseconds would skip rows), and its id to
 * break ties.
 */
export interface Position {
  readonly at: string;
  readonly id: string;
}

const timestampShape =
  /^([12]\d{3})-(\d{2})-(\d{2})[ T](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?(Z|[+-](?:0\d|1[0-4])(:[0-5]\d)?)$/;

export function encodeCursor(position: Position): string {
  return btoa(JSON.stringify([position.at, position.id]))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}

/** Where the page a list was asked for begins: null for its start, a problem for a cursor that is not one of ours. */
export function pageStart({ cursor }: { readonly cursor?: string | undefined }): Result<Position | null, Problem> {
  const position = decodeCursor(cursor);
  if (position.ok) return position;
  return failure(new Problem("INVALID_REQUEST", { detail: "This cursor is not one of ours." }));
}

export function decodeCursor(cursor: string | undefined): Result<Position | null, "malformed"> {
  if (cursor === undefined) return success(null);
  try {
    const json: unknown = JSON.parse(atob(cursor.replaceAll("-", "+").replaceAll("_", "/")));
    const parsed = z.tuple([z.string().refine(isTimestamp), z.string().regex(/^[\w.-]{1,100}$/)]).safeParse(json);
    return parsed.success ? success({ at: parsed.data[0], id: parsed.data[1] }) : failure("malformed");
  } catch {
    return failure("malformed");
  }
}

/** Cuts `limit + 1` fetched rows into a page; the extra row only says that there is a next page. */
export function pageFrom<Row>(
  rows: readonly Row[],
  limit: number,
  position: (row: Row) => Position,
): { items: Row[]; nextCursor: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? encodeCursor(position(last)) : null };
}

/** Postgres answers a day that is not in the calendar with an error, not with no rows. */
function isTimestamp(text: string): boolean {
  const [, year, month, day] = timestampShape.exec(text) ?? [];
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() + 1 === Number(month) && date.getUTCDate() === Number(day);
}
