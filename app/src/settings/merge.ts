import type { Settings } from "../api.gen/types.gen.ts";

/** What of the settings people edit. */
export type Draft = Pick<Settings, "appName" | "primaryColor">;

export const draftFields = ["appName", "primaryColor"] as const satisfies readonly (keyof Draft)[];

export type DraftField = (typeof draftFields)[number];

export interface Merge {
  /** Both sides' changes; where they clash, mine for now. */
  readonly merged: Draft;
  /** What both have changed, differently: somebody has to choose. */
  readonly conflicts: readonly DraftField[];
  /** What only the others have changed: taken over without a question, but not without a word. */
  readonly taken: readonly DraftField[];
}

/**
 * Merges two edits of the same document, field by field.
 *
 * @param base what I began with
 * @param mine what I want
 * @param theirs what it is by now
 */
export function mergeDrafts(base: Draft, mine: Draft, theirs: Draft): Merge {
  const conflicts = draftFields.filter((field) => {
    const bothChanged = mine[field] !== base[field] && theirs[field] !== base[field];
    return bothChanged && mine[field] !== theirs[field];
  });
  const taken = draftFields.filter((field) => mine[field] === base[field] && theirs[field] !== base[field]);
  const pick = <Field extends DraftField>(field: Field): Draft[Field] =>
    taken.includes(field) ? theirs[field] : mine[field];
  return { merged: { appName: pick("appName"), primaryColor: pick("primaryColor") }, conflicts, taken };
}

/** What differs from the document: all that is sent. */
export function changesOf(base: Draft, mine: Draft): Partial<Draft> {
  return {
    ...(mine.appName === base.appName ? {} : { appName: mine.appName }),
    ...(mine.primaryColor === base.primaryColor ? {} : { primaryColor: mine.primaryColor }),
  };
}

export function isSameDraft(one: Draft, other: Draft): boolean {
  return draftFields.every((field) => one[field] === other[field]);
}
