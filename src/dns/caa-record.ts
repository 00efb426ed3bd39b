import { textOf } from "./character-string.ts";

/** A record of who may issue certificates (RFC 8659 section 4.1). */
export interface CaaRecord {
  /** Whoever does not understand it must not issue. */
  readonly critical: boolean;
  /** In lower case. */
  readonly tag: string;
  readonly value: string;
}

/**
 * A CAA record as a resolver writes it down: `0 issue "ca.example"`, or as one that does not know the type does, in bytes
 * (RFC 3597 section 5): `\# 18 00 05 69 ...`. Null when it cannot be read.
 */
export function caaRecordOf(data: string): CaaRecord | null {
  const [, length, hex] = /^\\#\s+(\d{1,5})\s+([\da-f\s]+)$/i.exec(data.trim()) ?? [];
  if (length !== undefined && hex !== undefined) return fromBytes(Number(length), hex.replaceAll(/\s/g, ""));
  const [, flags, tag, value] = /^(\d{1,3})\s+([\da-z]+)\s+(.*)$/is.exec(data.trim()) ?? [];
  if (flags === undefined || tag === undefined || value === undefined) return null;
  return record(Number(flags), tag, textOf(value));
}

function fromBytes(length: number, hex: string): CaaRecord | null {
  if (hex.length !== 2 * length) return null;
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const [flags, tagLength] = bytes;
  if (flags === undefined || tagLength === undefined || tagLength === 0 || bytes.length < 2 + tagLength) return null;
  const text = (from: number, to?: number) => new TextDecoder().decode(bytes.subarray(from, to));
  return record(flags, text(2, 2 + tagLength), text(2 + tagLength));
}

function record(flags: number, tag: string, value: string): CaaRecord {
  // The highest bit: flag 0 of the eight, counted from the left.
  return { critical: (flags & 0x80) !== 0, tag: tag.toLowerCase(), value };
}
