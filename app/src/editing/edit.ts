import { batch, createSignal, untrack, type Accessor } from "solid-js";
import { hasCode } from "../../../ui/problem.ts";
import { fieldsChanged, isSameValue, type EditedKind, type FieldOf, type Versioned } from "./document.ts";
import type { DraftPlace } from "./kept-draft.ts";
import { fieldsDrafted, mergeDraft, only } from "./merge.ts";

export type Side = "mine" | "theirs";

/** What came of somebody else's change during an edit. */
export interface Clash<Draft> {
  readonly mine: Draft;
  readonly theirs: Draft;
  readonly conflicts: readonly FieldOf<Draft>[];
  readonly taken: readonly FieldOf<Draft>[];
  readonly chosen: Readonly<Partial<Record<FieldOf<Draft>, Side>>>;
}

/** A draft of an earlier visit, which is on the screen again. */
interface Restored<Draft> {
  readonly at: number;
  /** Secrets that were typed and have to be typed again. */
  readonly lost: readonly FieldOf<Draft>[];
}

/** One person's edit of a document, from the version it began with to the one it is saved on. */
export interface Edit<Document extends Versioned, Draft extends object> {
  readonly base: Accessor<Document>;
  readonly draft: Accessor<Draft>;
  readonly clash: Accessor<Clash<Draft> | null>;
  readonly restored: Accessor<Restored<Draft> | null>;
  /** What somebody else has changed while nothing was typed here: on the screen already. */
  readonly news: Accessor<readonly FieldOf<Draft>[]>;
  /** All that is sent: what differs from the document. */
  readonly changes: Accessor<Partial<Draft>>;
  readonly isChanged: Accessor<boolean>;
  /** Nothing is left that both have changed and nobody has chosen between. */
  readonly isDecided: Accessor<boolean>;
  change(more: Partial<Draft>): void;
  choose(field: FieldOf<Draft>, side: Side): void;
  /** Another version of the document has arrived: merges a newer one in. */
  take(current: Document): void;
  /** Lets the draft go, for the document as it is known. */
  discard(): void;
  /** The news has been read. */
  seen(): void;
  /**
   * Saves the changes to the version they are meant for. False when somebody else was first: then their version is
   * merged in, and there may be something to choose. Any other failure is thrown, and nothing typed is lost by it.
   */
  save(send: (base: Document, changes: Partial<Draft>) => Promise<Document>): Promise<boolean>;
}

export function createEdit<Document extends Versioned, Draft extends object>(
  kind: EditedKind<Document, Draft>,
  initial: Document,
  place: DraftPlace<Document, Draft>,
): Edit<Document, Draft> {
  type Field = FieldOf<Draft>;
  const kept = place.read();
  const [base, setBase] = createSignal(kept?.base ?? initial);
  const [draft, setDraft] = createSignal(kept?.draft ?? kind.draftOf(initial));
  const [clash, setClash] = createSignal<Clash<Draft> | null>(null);
  const [restored, setRestored] = createSignal<Restored<Draft> | null>(kept);
  const [news, setNews] = createSignal<readonly Field[]>([]);
  /** While a save is under way its own outcome may arrive by other ways first: what arrives then waits here. */
  let waiting: Document[] | null = null;
  /** The version from before the clash, while it is open: a page that is loaded again must come to the same choice. */
  let since: Document | null = null;

  const isChanged = () => fieldsDrafted(kind, base(), draft()).length > 0;

  const isDecided = () => clash()?.conflicts.every((field) => clash()?.chosen[field] !== undefined) ?? true;
  const keep = () => place.write(since === null || isDecided() ? base() : since, draft());

  const begin = (from: Document, changed: readonly Field[] = []) => {
    batch(() => {
      setBase(() => from);
      setDraft(() => kind.draftOf(from));
      setClash(null);
      setRestored(null);
      setNews(changed);
    });
    since = null;
    place.drop();
  };

  const take = (current: Document) => {
    if (waiting !== null) return void waiting.push(current);
    // The answer to one's own change comes this way too, and so does an answer that was overtaken.
    if (current.version <= base().version) return;
    if (!isChanged() && restored() === null) {
      const changed = fieldsChanged(kind, base(), current);
      return begin(
        current,
        kind.fields.filter((field) => changed.includes(field) || news().includes(field)),
      );
    }
    const mine = draft();
    const { merged, conflicts, taken } = mergeDraft(kind, base(), mine, current);
    const moved = new Set(fieldsChanged(kind, base(), current));
    // A clash of before is not over because a third version has come that leaves these fields alone.
    const before = clash();
    const open = before?.conflicts.filter((field) => !moved.has(field)) ?? [];
    const told = before?.taken.filter((field) => !moved.has(field)) ?? [];
    const next: Clash<Draft> = {
      mine: { ...mine, ...(before === null ? {} : only(open, before.mine)) },
      theirs: kind.draftOf(current),
      conflicts: kind.fields.filter((field) => conflicts.includes(field) || open.includes(field)),
      taken: kind.fields.filter((field) => taken.includes(field) || told.includes(field)),
      chosen: Object.fromEntries(open.flatMap((field) => choiceOf(before, field))) as Clash<Draft>["chosen"],
    };
    if (since === null || isDecided()) since = base();
    batch(() => {
      setBase(() => current);
      setDraft(() => merged);
      setClash(next.conflicts.length + next.taken.length === 0 ? null : next);
    });
    keep();
  };

  untrack(() => {
    if (kept === null) return;
    take(initial);
    // Somebody has saved the same in the meantime: there is nothing to tell.
    if (!isChanged() && kept.lost.length === 0) begin(base());
  });

  return {
    base,
    draft,
    clash,
    restored,
    news,
    isChanged,
    isDecided,
    take,
    changes: () => only(fieldsDrafted(kind, base(), draft()), draft()),
    change: (more) => {
      const now = clash();
      const typed = now?.conflicts.filter((field) => Object.hasOwn(more, field)) ?? [];
      batch(() => {
        setDraft((before) => ({ ...before, ...more }));
        setNews([]);
        // Who types over a field that both have changed has chosen.
        if (now !== null && typed.length > 0) {
          const chosen = Object.fromEntries(typed.map((field) => [field, "mine"]));
          setClash({ ...now, mine: { ...now.mine, ...more }, chosen: { ...now.chosen, ...chosen } });
        }
      });
      keep();
    },
    choose: (field, side) => {
      const now = clash();
      if (now === null) return;
      batch(() => {
        setClash({ ...now, chosen: { ...now.chosen, [field]: side } });
        setDraft((before) => ({ ...before, [field]: now[side][field] }));
      });
      keep();
    },
    discard: () => begin(base()),
    seen: () => setNews([]),
    async save(send) {
      if (waiting !== null) return false;
      const sent = draft();
      waiting = [];
      let saved: Document | null = null;
      let newer: readonly Document[] = [];
      try {
        saved = await send(base(), only(fieldsDrafted(kind, base(), sent), sent));
      } catch (error) {
        const current = currentOf(kind, error);
        if (current === null) throw error;
        newer = [current];
      } finally {
        newer = [...newer, ...waiting];
        waiting = null;
        if (saved !== null) settle(saved, sent);
        newer.forEach(take);
      }
      return saved !== null;
    },
  };

  /** What was typed while it was being saved stays typed. */
  function settle(saved: Document, sent: Draft) {
    const touched = kind.fields.filter((field) => !isSameValue(draft()[field], sent[field]));
    const typed = only(touched, draft());
    begin(saved);
    if (touched.length === 0) return;
    setDraft((before) => ({ ...before, ...typed }));
    keep();
  }
}

function choiceOf<Draft>(clash: Clash<Draft> | null, field: FieldOf<Draft>): readonly [string, Side][] {
  const side = clash?.chosen[field];
  return side === undefined ? [] : [[field, side]];
}

/** The document as it is now, out of the refusal of a change to an older one. */
function currentOf<Document extends Versioned, Draft extends object>(
  kind: EditedKind<Document, Draft>,
  error: unknown,
): Document | null {
  return hasCode(error, "PRECONDITION_FAILED") ? kind.read(error.document["current"]) : null;
}
