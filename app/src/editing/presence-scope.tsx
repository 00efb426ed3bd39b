import {
  createContext,
  createEffect,
  createSignal,
  For,
  onCleanup,
  Show,
  useContext,
  type Accessor,
  type JSX,
} from "solid-js";
import type { EditedDocument, Editor } from "../../../src/gatekeeper/contract.ts";
import { Avatar } from "../../../ui/monogram.tsx";
import { useMe } from "../session/me.tsx";
import type { Presence } from "./presence.ts";
import { editorsSentence } from "./sentence.ts";

const PresenceContext = createContext<Presence>();

export const PresenceProvider = PresenceContext.Provider;

/**
 * Tells the others that this page edits a document while `isActive`.
 *
 * @returns who else does, without this person's own other pages
 */
function useEditing(
  document: Accessor<EditedDocument | null>,
  isActive: Accessor<boolean>,
): Accessor<readonly Editor[]> {
  const presence = useContext(PresenceContext);
  if (presence === undefined)
    throw new Error("PresenceScope is for pages behind the gate: there is no PresenceProvider above");
  const me = useMe();
  createEffect(() => {
    const edited = document();
    if (edited !== null && isActive()) onCleanup(presence.begin(edited));
  });
  return () => {
    const edited = document();
    return edited === null ? [] : presence.editorsOf(edited).filter(({ userId }) => userId !== me().user.id);
  };
}

/** A dialog or a list that belongs to a field takes the focus away for a moment: that is no leaving. */
const leavingMilliseconds = 2_000;

export interface PresenceScopeProps {
  /** Null for what does not exist yet. */
  readonly document: EditedDocument | null;
  readonly isChanged: boolean;
  readonly children: JSX.Element;
  readonly class?: string;
}

/** Around the fields of a document: who is in them, or has left something unsaved there, edits it. */
export function PresenceScope(props: PresenceScopeProps): JSX.Element {
  const [isInside, setIsInside] = createSignal(false);
  let leaving: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(leaving));
  const others = useEditing(
    () => props.document,
    () => props.isChanged || isInside(),
  );
  return (
    <div
      class={props.class}
      onFocusIn={() => {
        clearTimeout(leaving);
        setIsInside(true);
      }}
      onFocusOut={() => {
        clearTimeout(leaving);
        leaving = setTimeout(() => setIsInside(false), leavingMilliseconds);
      }}
    >
      <Editors editors={others()} />
      {props.children}
    </div>
  );
}

function Editors(props: { readonly editors: readonly Editor[] }): JSX.Element {
  return (
    <div role="status">
      <Show when={props.editors.length > 0}>
        <div class="mb-4 flex items-center gap-2.5 text-base text-muted md:-mt-3">
          <span class="flex shrink-0 -space-x-1.5">
            <For each={props.editors.slice(0, shownAtMost)}>
              {(editor) => <Avatar name={editor.name} class="size-7 ring-2 ring-canvas" />}
            </For>
          </span>
          <p class="min-w-0 truncate">{editorsSentence(props.editors.map(({ name }) => name))}</p>
        </div>
      </Show>
    </div>
  );
}

const shownAtMost = 4;
