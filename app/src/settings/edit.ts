import { createSignal, type Accessor } from "solid-js";
import type { Settings } from "../api.gen/types.gen.ts";
import { changesOf, draftOf, isSameDraft, mergeDrafts, type Draft, type DraftField } from "./merge.ts";

/** What came of somebody else's change during an edit. */
export interface Clash {
  readonly mine: Draft;
  readonly theirs: Draft;
  readonly conflicts: readonly DraftField[];
  readonly taken: readonly DraftField[];
  readonly chosen: Readonly<Partial<Record<DraftField, "mine" | "theirs">>>;
}

/** One admin's edit of the settings, from the version it began with to the one it is saved on. */
export interface Edit {
  readonly base: Accessor<Settings>;
  readonly draft: Accessor<Draft>;
  readonly clash: Accessor<Clash | null>;
  readonly changes: Accessor<Partial<Draft>>;
  readonly isChanged: Accessor<boolean>;
  /** Nothing is left that both have changed and nobody has chosen between. */
  readonly isDecided: Accessor<boolean>;
  change(more: Partial<Draft>): void;
  choose(field: DraftField, side: "mine" | "theirs"): void;
  /** A newer version of the document has arrived: merges it in. */
  take(current: Settings): void;
  restart(from: Settings): void;
}

export function createEdit(initial: Settings): Edit {
  const [base, setBase] = createSignal(initial);
  const [draft, setDraft] = createSignal<Draft>(draftOf(initial));
  const [clash, setClash] = createSignal<Clash | null>(null);

  const restart = (from: Settings) => {
    setBase(from);
    setDraft(draftOf(from));
    setClash(null);
  };

  return {
    base,
    draft,
    clash,
    changes: () => changesOf(base(), draft()),
    isChanged: () => !isSameDraft(base(), draft()),
    isDecided: () => {
      const now = clash();
      return now === null || now.conflicts.every((field) => now.chosen[field] !== undefined);
    },
    change: (more) => setDraft({ ...draft(), ...more }),
    choose: (field, side) => {
      const now = clash();
      if (now === null) return;
      setClash({ ...now, chosen: { ...now.chosen, [field]: side } });
      setDraft({ ...draft(), [field]: now[side][field] });
    },
    take: (current) => {
      // The answer to one's own change comes this way too, and so does an answer that was overtaken.
      if (current.version <= base().version) return;
      if (isSameDraft(base(), draft())) return restart(current);
      const mine = draft();
      const { merged, conflicts, taken } = mergeDrafts(base(), mine, current);
      setBase(current);
      setDraft(merged);
      setClash(
        conflicts.length + taken.length === 0 ? null : { mine, theirs: draftOf(current), conflicts, taken, chosen: {} },
      );
    },
    restart,
  };
}
