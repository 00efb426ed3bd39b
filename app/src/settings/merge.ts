import type { Settings } from "../api.gen/types.gen.ts";

/** What of the settings people edit. */
export const draftFields = [
  "appName",
  "primaryColor",
  "sessionIdleMinutes",
  "sessionLifetimeHours",
  "accountFailureLimit",
  "addressFailureLimit",
  "lockoutMinutes",
  "auditRetentionDays",
] as const satisfies readonly (keyof Settings)[];

export type DraftField = (typeof draftFields)[number];

export type Draft = Pick<Settings, DraftField>;

export function draftOf(settings: Settings): Draft {
  const { version: _version, ...draft } = settings;
  return draft;
}

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
  return { merged: { ...mine, ...only(taken, theirs) }, conflicts, taken };
}

/** What differs from the document: all that is sent. */
export function changesOf(base: Draft, mine: Draft): Partial<Draft> {
  return only(
    draftFields.filter((field) => mine[field] !== base[field]),
    mine,
  );
}

function only(fields: readonly DraftField[], draft: Draft): Partial<Draft> {
  return Object.fromEntries(fields.map((field) => [field, draft[field]]));
}

export function isSameDraft(one: Draft, other: Draft): boolean {
  return draftFields.every((field) => one[field] === other[field]);
}
