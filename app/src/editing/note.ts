import type { EditedKind } from "./document.ts";

/** A document with a field of every sort, for the tests of editing. */
export interface Note {
  readonly version: number;
  readonly title: string;
  readonly colour: string | null;
  readonly hours: number;
  readonly mappings: readonly { readonly value: string; readonly role: string }[];
  /** Raised whenever the key is set, which itself is in no document. */
  readonly keyRotation: number;
}

export type NoteDraft = Pick<Note, "title" | "colour" | "hours" | "mappings"> & { readonly key: string };

export const noteKind: EditedKind<Note, NoteDraft> = {
  fields: ["title", "colour", "hours", "mappings", "key"],
  draftOf: ({ title, colour, hours, mappings }) => ({ title, colour, hours, mappings, key: "" }),
  secrets: { key: ({ keyRotation }) => keyRotation },
  read: (value) => (typeof value === "object" && value !== null && "version" in value ? (value as Note) : null),
};
