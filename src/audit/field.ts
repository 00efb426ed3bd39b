/**
 * A field of an audit row's `data`: what it may hold, and how it is written. `redact` gives what is written of a value,
 * undefined for a value that does not belong there; it is asked of everything, whatever the types said on the way.
 */
export interface Field<Value, Optional extends boolean = false> {
  readonly optional: Optional;
  readonly redact: (value: unknown) => Value | undefined;
}

export type Fields = Readonly<Record<string, Field<unknown, boolean>>>;

/** The `data` of an event with these fields. */
export type DataOf<Declared extends Fields> = {
  readonly [Name in keyof Declared as Declared[Name]["optional"] extends true ? never : Name]: ValueOf<Declared[Name]>;
} & {
  readonly [Name in keyof Declared as Declared[Name]["optional"] extends true ? Name : never]?: ValueOf<Declared[Name]>;
};

type ValueOf<One> = One extends Field<infer Value, boolean> ? Value : never;

/** What is written of `data`: the declared fields, each in its own way, and nothing else. */
export function redactData(fields: Fields, data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const written: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = Object.hasOwn(data, name) ? field.redact(data[name]) : undefined;
    if (value !== undefined) written[name] = value;
  }
  return written;
}

export function optional<Value>({ redact }: Field<Value>): Field<Value, true> {
  return { optional: true, redact };
}

/** One of a closed list of words. */
export function oneOf<const Word extends string>(...choices: readonly Word[]): Field<Word> {
  return required((value) => choices.find((choice) => choice === value));
}

/** A whole number that counts or numbers something. */
export const count: Field<number> = required((value) =>
  typeof value === "number" && Number.isSafeInteger(value) ? value : undefined,
);

export const flag: Field<boolean> = required((value) => (typeof value === "boolean" ? value : undefined));

/** The id of something of ours, or the like: no room for anything else. */
export const identifier: Field<string> = required((value) =>
  typeof value === "string" && /^[\w.:-]{1,80}$/.test(value) ? value : undefined,
);

/** What somebody wrote for others to read, cut to a length, on one line. */
export function words(length: number): Field<string> {
  return required((value) => (typeof value === "string" ? onOneLine(value).slice(0, length) : undefined));
}

/** The address of somebody who is known here. */
export const address: Field<string> = required((value) =>
  typeof value === "string" && isAddress(value) ? value : undefined,
);

export const instant: Field<string> = required((value) =>
  typeof value === "string" && /^\d{4}-\d\d-\d\dT[\d:.]{8,15}Z$/.test(value) ? value : undefined,
);

/** What became of a document's fields: for each of these that was changed, its plain value before and after. */
export function changesOf<const Name extends string>(
  ...names: readonly Name[]
): Field<{ readonly [One in Name]?: { readonly from: Plain; readonly to: Plain } }> {
  return required((value) => {
    if (typeof value !== "object" || value === null) return undefined;
    const changes: { [One in Name]?: { from: Plain; to: Plain } } = {};
    for (const name of names) {
      const change: unknown = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
      if (typeof change !== "object" || change === null || !("from" in change) || !("to" in change)) continue;
      changes[name] = { from: plain(change.from), to: plain(change.to) };
    }
    return changes;
  });
}

/** Words under a closed list of names. */
export function wordsUnder<const Name extends string>(
  length: number,
  ...names: readonly Name[]
): Field<{ readonly [One in Name]?: string | undefined }> {
  return required((value) => {
    if (typeof value !== "object" || value === null) return undefined;
    const written: { [One in Name]?: string } = {};
    for (const name of names) {
      const word: unknown = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
      if (typeof word === "string") written[name] = onOneLine(word).slice(0, length);
    }
    return written;
  });
}

type Plain = string | number | boolean | null;

function plain(value: unknown): Plain {
  if (typeof value === "string") return onOneLine(value).slice(0, 200);
  return typeof value === "number" || typeof value === "boolean" ? value : null;
}

function required<Value>(redact: (value: unknown) => Value | undefined): Field<Value> {
  return { optional: false, redact };
}

function onOneLine(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, " ");
}

/** Whether a text has the form of an e-mail address. */
function isAddress(text: string): boolean {
  return text.length <= 254 && /^[^\s@"'<>]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}$/i.test(text);
}

/**
 * What is kept of an address that somebody typed who may be anybody. People type passwords into the wrong field: what
 * has not the form of an address is not kept at all, and what has, but is nobody's here, only so far that an admin
 * recognizes their own people's slips: `j***@e***.test`.
 */
export function typedAddress(typed: string, isKnown: boolean): string | null {
  if (!isAddress(typed)) return null;
  if (isKnown) return typed;
  const at = typed.lastIndexOf("@");
  return `${typed.charAt(0)}***@${typed.charAt(at + 1)}***${typed.slice(typed.lastIndexOf("."))}`;
}
