import { sha256Hex } from "../identifiers/digest.ts";

/** A row of an audit log as the text that is hashed; `at` in microseconds since 1970, `data` as Postgres writes jsonb. */
export interface AuditRowText {
  readonly id: string;
  readonly event: string;
  readonly actorType: string;
  readonly actorId: string | null;
  readonly actorName: string | null;
  readonly targetType: string | null;
  readonly targetId: string | null;
  readonly targetName: string | null;
  readonly at: string;
  readonly requestId: string | null;
  readonly correlationId: string | null;
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly data: string;
}

/**
 * What a row is hashed to, in lower-case hex: the database's `audit_row_digest`, worked out without it. The fields
 * stand here one by one and in this order for ever: what is added to the tables later must not change old hashes.
 */
export function rowDigest(row: AuditRowText): Promise<string> {
  return digestOf([
    "gatehouse-audit-row-1",
    row.id,
    row.event,
    row.actorType,
    row.actorId,
    row.actorName,
    row.targetType,
    row.targetId,
    row.targetName,
    row.at,
    row.requestId,
    row.correlationId,
    row.address,
    row.userAgent,
    row.data,
  ]);
}

/**
 * What a link is hashed to: the row at its place in its chain, after the link before it. The database's
 * `audit_link_hash`, worked out without it.
 *
 * @param previous null for the first link of a chain
 */
export function linkHash(chain: string, sequence: number, previous: string | null, row: string): Promise<string> {
  return digestOf(["gatehouse-audit-link-1", chain, String(sequence), previous, row]);
}

/** SHA-256 over fields that no other fields could be mistaken for: length in bytes, colon, text; a dash for null. */
function digestOf(fields: readonly (string | null)[]): Promise<string> {
  return sha256Hex(fields.map((field) => (field === null ? "-" : `${byteLength(field)}:${field}`)).join(""));
}

const encoder = new TextEncoder();

function byteLength(text: string): number {
  return encoder.encode(text).length;
}
