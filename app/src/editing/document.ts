export interface Versioned {
  readonly version: number;
}

export type FieldOf<Draft> = keyof Draft & string;

/** What a form has to say of the document it edits; everything else about editing together is the same for all. */
export interface EditedKind<Document extends Versioned, Draft extends object> {
  /** What of the document people edit. Values are JSON, and compared as such. */
  readonly fields: readonly FieldOf<Draft>[];
  readonly draftOf: (document: Document) => Draft;
  /**
   * The fields whose value is in no document, such as a client secret, each with what tells that somebody has set it
   * anew. They never leave the page's memory: a draft that survives a reload comes back without them.
   */
  readonly secrets?: Readonly<Partial<Record<FieldOf<Draft>, (document: Document) => unknown>>>;
  /** Reads a document that came out of a refusal or out of the browser's storage; null for anything else. */
  readonly read: (value: unknown) => Document | null;
}

export function isSecret<Document extends Versioned, Draft extends object>(
  { secrets }: EditedKind<Document, Draft>,
  field: FieldOf<Draft>,
): boolean {
  return secrets?.[field] !== undefined;
}

/** The fields in which two versions of a document differ. */
export function fieldsChanged<Document extends Versioned, Draft extends object>(
  kind: EditedKind<Document, Draft>,
  before: Document,
  after: Document,
): readonly FieldOf<Draft>[] {
  const [from, to] = [kind.draftOf(before), kind.draftOf(after)];
  return kind.fields.filter((field) => {
    const mark = kind.secrets?.[field];
    return mark === undefined
      ? !isSameValue(from[field], to[field])
      : !isSameValue(mark(before) ?? null, mark(after) ?? null);
  });
}

/** Whether two JSON values are equal; the order of an object's keys does not count, that of an array does. */
export function isSameValue(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [left, right] = [Object.entries(one), Object.entries(other)];
  return (
    left.length === right.length &&
    left.every(
      ([key, value]) => Object.hasOwn(other, key) && isSameValue(value, (other as Record<string, unknown>)[key]),
    )
  );
}
