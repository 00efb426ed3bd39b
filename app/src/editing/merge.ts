import { fieldsChanged, isSameValue, isSecret, type EditedKind, type FieldOf, type Versioned } from "./document.ts";

export interface Merge<Draft> {
  /** Both sides' changes; where they clash, mine for now. */
  readonly merged: Draft;
  /** What both have changed, differently: somebody has to choose. */
  readonly conflicts: readonly FieldOf<Draft>[];
  /** What only the others have changed: taken over without a question, but not without a word. */
  readonly taken: readonly FieldOf<Draft>[];
}

/**
 * Merges two edits of the same document, field by field.
 *
 * @param base the version I began with
 * @param mine what I want
 * @param current what it is by now
 */
export function mergeDraft<Document extends Versioned, Draft extends object>(
  kind: EditedKind<Document, Draft>,
  base: Document,
  mine: Draft,
  current: Document,
): Merge<Draft> {
  const theirs = kind.draftOf(current);
  const own = new Set(fieldsDrafted(kind, base, mine));
  const others = fieldsChanged(kind, base, current);
  // Two secrets that nobody can see are never known to be the same.
  const agree = (field: FieldOf<Draft>) => !isSecret(kind, field) && isSameValue(mine[field], theirs[field]);
  const conflicts = others.filter((field) => own.has(field) && !agree(field));
  const taken = others.filter((field) => !own.has(field));
  return { merged: { ...mine, ...only(taken, theirs) }, conflicts, taken };
}

/** The fields in which a draft differs from the document it began with. */
export function fieldsDrafted<Document extends Versioned, Draft extends object>(
  kind: EditedKind<Document, Draft>,
  base: Document,
  mine: Draft,
): readonly FieldOf<Draft>[] {
  const before = kind.draftOf(base);
  return kind.fields.filter((field) => !isSameValue(mine[field], before[field]));
}

export function only<Draft extends object>(fields: readonly FieldOf<Draft>[], draft: Draft): Partial<Draft> {
  return Object.fromEntries(fields.map((field) => [field, draft[field]])) as Partial<Draft>;
}
