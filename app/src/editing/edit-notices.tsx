import { createUniqueId, For, Show, type JSX } from "solid-js";
import { Button } from "../../../ui/button.tsx";
import { Notice } from "../../../ui/notice.tsx";
import { RelativeTime } from "../../../ui/relative-time.tsx";
import { useMe } from "../session/me.tsx";
import type { FieldOf, Versioned } from "./document.ts";
import type { Clash, Edit, Side } from "./edit.ts";
import { listed } from "./sentence.ts";

export interface EditNoticesProps<Document extends Versioned, Draft extends object> {
  readonly edit: Edit<Document, Draft>;
  /** What is edited, at the beginning of a sentence and in the plural: "The settings". */
  readonly subject: string;
  readonly fieldNames: Readonly<Record<FieldOf<Draft>, string>>;
  /** A field's value in words. */
  readonly value: (field: FieldOf<Draft>, of: Draft) => JSX.Element;
  /** Who has changed the document last: a sentence, such as {@link LastChange}. Made when there is something to tell. */
  readonly lastChange: JSX.Element;
  /** Saving was tried before everything was chosen. */
  readonly tried: boolean;
}

/** What happened to a document while it was edited here, or before: told above its fields. */
export function EditNotices<Document extends Versioned, Draft extends object>(
  props: EditNoticesProps<Document, Draft>,
): JSX.Element {
  return (
    <>
      <Show when={props.edit.restored()}>
        {(restored) => (
          <Notice
            tone="info"
            announce
            action={
              <Button size="small" onClick={() => props.edit.discard()}>
                Discard them
              </Button>
            }
          >
            Your unsaved changes from <RelativeTime at={restored().at} /> were restored.{" "}
            <Show when={restored().lost.length > 0}>
              Secrets are not kept: enter {listed(restored().lost.map((field) => props.fieldNames[field]))} again.
            </Show>
          </Notice>
        )}
      </Show>
      <Show when={props.edit.clash()}>
        {(clash) => (
          <MergeNotice
            {...props}
            clash={clash()}
            undecided={props.tried && !props.edit.isDecided()}
            onChoose={(field, side) => props.edit.choose(field, side)}
          />
        )}
      </Show>
      <div role="status" class="empty:hidden">
        <Show when={props.edit.news().length > 0}>
          <Notice
            tone="info"
            action={
              <Button size="small" variant="quiet" onClick={() => props.edit.seen()}>
                Got it
              </Button>
            }
          >
            {props.lastChange} Now shown below: {listed(props.edit.news().map((field) => props.fieldNames[field]))}.
          </Notice>
        </Show>
      </div>
    </>
  );
}

interface MergeNoticeProps<Draft extends object> extends Pick<
  EditNoticesProps<Versioned, Draft>,
  "subject" | "fieldNames" | "value" | "lastChange"
> {
  readonly clash: Clash<Draft>;
  readonly undecided: boolean;
  readonly onChoose: (field: FieldOf<Draft>, side: Side) => void;
}

/** Somebody else has changed the document in the meantime: who, what, and a choice where both changed the same. */
function MergeNotice<Draft extends object>(props: MergeNoticeProps<Draft>): JSX.Element {
  return (
    <div class="grid gap-4">
      <Notice
        tone={props.undecided ? "danger" : "warning"}
        title={`${props.subject} have changed while you were editing`}
        announce
      >
        <p>
          {props.lastChange}{" "}
          <Show
            when={props.clash.conflicts.length > 0}
            fallback="It does not touch your changes, and is already included below."
          >
            You both changed the same thing: choose what to keep, then save.
          </Show>
        </p>
        <Show when={props.clash.taken.length > 0}>
          <p class="mt-1">Taken over: {listed(props.clash.taken.map((field) => props.fieldNames[field]))}.</p>
        </Show>
      </Notice>
      <For each={props.clash.conflicts}>{(field) => <Choice {...props} field={field} />}</For>
    </div>
  );
}

function Choice<Draft extends object>(
  props: MergeNoticeProps<Draft> & { readonly field: FieldOf<Draft> },
): JSX.Element {
  const group = createUniqueId();
  const isMissing = () => props.undecided && props.clash.chosen[props.field] === undefined;
  return (
    <fieldset class="grid gap-2" aria-describedby={isMissing() ? `${group}-error` : undefined}>
      <legend class="mb-1.5 text-sm font-medium text-ink">{props.fieldNames[props.field]}: which one stays?</legend>
      <div class="grid gap-2 sm:grid-cols-2">
        <For each={["mine", "theirs"] as const}>
          {(side) => (
            <label class="easing flex cursor-pointer items-start gap-2.5 rounded-md border border-line-strong bg-raised px-3 py-2.5 hover:border-control has-checked:border-brand-ink has-checked:bg-brand-soft has-focus-visible:outline-2 has-focus-visible:outline-brand-ink">
              <input
                type="radio"
                name={group}
                class="mt-1 size-4"
                aria-invalid={isMissing() ? "true" : undefined}
                checked={props.clash.chosen[props.field] === side}
                onChange={() => props.onChoose(props.field, side)}
              />
              <span class="min-w-0">
                <span class="block text-sm text-muted">{side === "mine" ? "Yours" : "Theirs"}</span>
                <span class="block font-medium break-words text-ink">
                  {props.value(props.field, props.clash[side])}
                </span>
              </span>
            </label>
          )}
        </For>
      </div>
      <Show when={isMissing()}>
        <p id={`${group}-error`} class="text-sm font-medium text-danger-ink">
          Choose one of the two.
        </p>
      </Show>
    </fieldset>
  );
}

/** "Bob saved a change 2 minutes ago.", as far as it is known. */
export function LastChange(props: {
  readonly by: { readonly id: string | null; readonly name: string; readonly at: string } | undefined;
}): JSX.Element {
  const me = useMe();
  return (
    <Show when={props.by} fallback="Somebody else has saved a change.">
      {(by) => (
        <Show
          when={by().id !== me().user.id}
          fallback={
            <>
              You saved a change on another page <RelativeTime at={by().at} />.
            </>
          }
        >
          {by().name} saved a change <RelativeTime at={by().at} />.
        </Show>
      )}
    </Show>
  );
}
