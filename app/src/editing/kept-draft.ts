import type { EditedKind, FieldOf, Versioned } from "./document.ts";
import { isSecret } from "./document.ts";
import { fieldsDrafted } from "./merge.ts";

/** As much of the browser's `sessionStorage` as a draft needs. */
export type DraftStorage = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

/** An unfinished edit as it was before the page was loaded again. */
interface KeptDraft<Document, Draft> {
  readonly base: Document;
  readonly draft: Draft;
  /** When it was last touched, in milliseconds since 1970. */
  readonly at: number;
  /** What was typed and is no more, because it was secret. */
  readonly lost: readonly FieldOf<Draft>[];
}

/**
 * The place of one person's draft of one document. It is the tab's own storage, which the browser keeps apart by origin
 * (and so by tenant) and forgets with the tab: two tabs of one person never write over each other's draft.
 */
export interface DraftPlace<Document, Draft> {
  read(): KeptDraft<Document, Draft> | null;
  write(base: Document, draft: Draft): void;
  drop(): void;
}

export function draftPlace<Document extends Versioned, Draft extends object>(
  kind: EditedKind<Document, Draft>,
  of: {
    readonly storage: DraftStorage;
    readonly userId: string;
    readonly document: string;
    readonly now: () => number;
  },
): DraftPlace<Document, Draft> {
  const key = `${prefixOf(of.userId)}${of.document}`;
  const drop = () => of.storage.removeItem(key);
  return {
    read() {
      const kept = readKept(kind, of.storage.getItem(key));
      if (kept === null) drop();
      return kept;
    },
    write(base, draft) {
      const drafted = fieldsDrafted(kind, base, draft);
      const kept = drafted.filter((field) => !isSecret(kind, field));
      const lost = drafted.filter((field) => isSecret(kind, field));
      if (drafted.length === 0) return drop();
      const changes = Object.fromEntries(kept.map((field) => [field, draft[field]]));
      try {
        of.storage.setItem(key, JSON.stringify({ at: of.now(), base, changes, lost }));
      } catch {
        // It is full, or the browser gives this page none: the draft lasts as long as the page.
      }
    },
    drop,
  };
}

/** Drops every draft in this tab, or all but one person's. */
export function forgetDrafts(storage: DraftStorage, butOf?: string): void {
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "");
  const spared = butOf === undefined ? null : prefixOf(butOf);
  for (const key of keys) {
    if (key.startsWith(allDrafts) && (spared === null || !key.startsWith(spared))) storage.removeItem(key);
  }
}

const allDrafts = "gatehouse.draft/";
const prefixOf = (userId: string): string => `${allDrafts}${userId}/`;

function readKept<Document extends Versioned, Draft extends object>(
  kind: EditedKind<Document, Draft>,
  text: string | null,
): KeptDraft<Document, Draft> | null {
  const record = parsed(text);
  // An older version of this app may have written it: what it does not know is not restored, and neither is a guess.
  const base = record === null ? null : kind.read(record["base"]);
  const { at, changes, lost } = record ?? {};
  if (base === null || typeof at !== "number" || typeof changes !== "object" || changes === null) return null;
  const known = kind.fields.filter((field) => Object.hasOwn(changes, field) && !isSecret(kind, field));
  return {
    at,
    base,
    draft: {
      ...kind.draftOf(base),
      ...Object.fromEntries(known.map((field) => [field, (changes as Record<string, unknown>)[field]])),
    },
    lost: kind.fields.filter((field) => Array.isArray(lost) && lost.includes(field)),
  };
}

function parsed(text: string | null): Partial<Record<string, unknown>> | null {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : null;
  } catch {
    return null;
  }
}
