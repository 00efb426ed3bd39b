import { For, Show, type JSX } from "solid-js";
import { Badge } from "../../../ui/badge.tsx";
import { Button } from "../../../ui/button.tsx";
import { RelativeTime } from "../../../ui/relative-time.tsx";
import type { SsoProvider, SsoRevision } from "../api.gen/types.gen.ts";
import { useMay } from "../session/me.tsx";
import { fieldName, fieldValue } from "./field-value.ts";
import { actorOf, changedFields, revisionSentence } from "./revision-sentence.ts";

/** Who did what, and when. */
export function RevisionHead(props: { readonly revision: SsoRevision; readonly isCurrent: boolean }): JSX.Element {
  return (
    <div class="min-w-0 flex-1">
      <p class="text-base text-muted">
        <span class="font-medium text-ink">{actorOf(props.revision)}</span>
        <Show when={props.revision.actor.type === "operator"}>
          <span class="ml-1.5 inline-block align-[0.06em]">
            <Badge tone="info">Service operator</Badge>
          </span>
        </Show>{" "}
        {revisionSentence(props.revision)}
      </p>
      <p class="text-sm text-faint">
        <RelativeTime at={props.revision.at} /> · Version {props.revision.version}
        <Show when={props.isCurrent}> · As it is now</Show>
      </p>
    </div>
  );
}

export function RevisionRow(props: {
  readonly revision: SsoRevision;
  /** The provider as it is now, where its own history is shown. */
  readonly current: SsoProvider | null;
  /** It is the end of a provider that can be brought back. */
  readonly isGone: boolean;
  readonly onRestore: (revision: SsoRevision) => void;
}): JSX.Element {
  const may = useMay();
  const isCurrent = () => props.current?.version === props.revision.version;
  const mayRestore = () => ((props.current !== null && !isCurrent()) || props.isGone) && may("sso:update");
  return (
    <li class="grid gap-2.5 px-4 py-4 md:px-5">
      <div class="flex flex-wrap items-start gap-x-4 gap-y-2">
        <RevisionHead revision={props.revision} isCurrent={isCurrent()} />
        <Show when={mayRestore()}>
          <Button
            size="small"
            aria-label={props.isGone ? "Bring the provider back" : `Restore version ${props.revision.version}`}
            onClick={() => props.onRestore(props.revision)}
          >
            {props.isGone ? "Bring back…" : "Restore…"}
          </Button>
        </Show>
      </div>
      <Show when={saysSomething(props.revision)}>
        <Changes revision={props.revision} />
      </Show>
    </li>
  );
}

/** What a version changed of the one before: each field with what it was, if it was anything, and what it became. */
export function Changes(props: {
  readonly revision: Pick<SsoRevision, "changes" | "keyChanged" | "act">;
}): JSX.Element {
  return (
    <dl class="grid gap-2 rounded-md bg-sunken px-3 py-2.5 text-sm">
      <For each={Object.entries(props.revision.changes)}>
        {([field, change]) => (
          <div class="grid gap-x-3 gap-y-0.5 sm:grid-cols-[10rem_minmax(0,1fr)]">
            <dt class="text-muted">{fieldName(field)}</dt>
            <dd class="grid min-w-0 gap-0.5 break-words whitespace-pre-line text-ink">
              <Show when={"from" in change}>
                <del class="text-muted">
                  <span class="sr-only">Was: </span>
                  {fieldValue(field, change.from)}
                </del>
              </Show>
              <ins class="font-medium no-underline">
                <Show when={"from" in change}>
                  <span class="sr-only">Became: </span>
                </Show>
                {fieldValue(field, change.to)}
              </ins>
            </dd>
          </div>
        )}
      </For>
      <Show when={replacesSecret(props.revision)}>
        <div class="grid gap-x-3 gap-y-0.5 sm:grid-cols-[10rem_minmax(0,1fr)]">
          <dt class="text-muted">Client secret</dt>
          <dd class="font-medium text-ink">Replaced</dd>
        </div>
      </Show>
    </dl>
  );
}

/** Whether there is more to tell of a version than its sentence. */
export function saysSomething(revision: Pick<SsoRevision, "subject" | "changes" | "keyChanged" | "act">): boolean {
  return changedFields(revision).length > 0 || replacesSecret(revision);
}

/** The first secret comes with the provider itself, and is no change of it. */
function replacesSecret({ keyChanged, act }: Pick<SsoRevision, "keyChanged" | "act">): boolean {
  return keyChanged && act !== "created";
}
