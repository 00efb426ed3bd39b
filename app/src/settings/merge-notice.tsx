import { useQuery } from "@tanstack/solid-query";
import { createUniqueId, For, Match, Show, Switch, type JSX } from "solid-js";
import { Notice } from "../../../ui/notice.tsx";
import { RelativeTime } from "../../../ui/relative-time.tsx";
import { actorName } from "../audit/sentence.ts";
import { lastSettingsChangeQuery } from "../audit/queries.ts";
import { ColourValue } from "./colour-value.tsx";
import type { Clash } from "./edit.ts";
import type { Draft, DraftField } from "./merge.ts";
import { failuresName, lockoutName, retentionName } from "./security-limit.ts";
import { idleName, lifetimeName } from "./session-limit.ts";

const fieldNames: Readonly<Record<DraftField, string>> = {
  appName: "App name",
  primaryColor: "Colour",
  sessionIdleMinutes: "Sign out when unused for",
  sessionLifetimeHours: "Sign out in any case after",
  accountFailureLimit: "An account has to wait after",
  addressFailureLimit: "A network address has to wait after",
  lockoutMinutes: "A failed sign-in counts for",
  auditRetentionDays: "Keep the audit log",
};

/** Somebody else has changed the document in the meantime: who, what, and a choice where both changed the same. */
export function MergeNotice(props: {
  readonly clash: Clash;
  readonly onChoose: (field: DraftField, side: "mine" | "theirs") => void;
  /** Saving was tried before everything was chosen. */
  readonly undecided: boolean;
}): JSX.Element {
  const query = useQuery(() => ({ ...lastSettingsChangeQuery, staleTime: 0 }));
  const last = () => (query.isPending ? undefined : (query.data ?? undefined));
  return (
    <div class="grid gap-4">
      <Notice
        tone={props.undecided ? "danger" : "warning"}
        title="The settings have changed while you were editing"
        announce
      >
        <p>
          <Show when={last()} fallback="Somebody else has saved a change.">
            {(log) => (
              <>
                {actorName(log())} saved a change <RelativeTime at={log().at} />.
              </>
            )}
          </Show>{" "}
          <Show
            when={props.clash.conflicts.length > 0}
            fallback="It does not touch your changes, and is already included below."
          >
            You both changed the same thing: choose what to keep, then save.
          </Show>
        </p>
      </Notice>
      <For each={props.clash.conflicts}>
        {(field) => <Choice field={field} clash={props.clash} onChoose={props.onChoose} undecided={props.undecided} />}
      </For>
    </div>
  );
}

function Choice(props: {
  readonly field: DraftField;
  readonly clash: Clash;
  readonly onChoose: (field: DraftField, side: "mine" | "theirs") => void;
  readonly undecided: boolean;
}): JSX.Element {
  const group = createUniqueId();
  const isMissing = () => props.undecided && props.clash.chosen[props.field] === undefined;
  return (
    <fieldset class="grid gap-2" aria-describedby={isMissing() ? `${group}-error` : undefined}>
      <legend class="mb-1.5 text-sm font-medium text-ink">{fieldNames[props.field]}: which one stays?</legend>
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
                  <Value field={props.field} of={props.clash[side]} />
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

function Value(props: { readonly field: DraftField; readonly of: Draft }): JSX.Element {
  return (
    <Switch>
      <Match when={props.field === "appName"}>{props.of.appName}</Match>
      <Match when={props.field === "primaryColor"}>
        <ColourValue colour={props.of.primaryColor} />
      </Match>
      <Match when={props.field === "sessionIdleMinutes"}>{idleName(props.of.sessionIdleMinutes)}</Match>
      <Match when={props.field === "sessionLifetimeHours"}>{lifetimeName(props.of.sessionLifetimeHours)}</Match>
      <Match when={props.field === "accountFailureLimit"}>{failuresName(props.of.accountFailureLimit)}</Match>
      <Match when={props.field === "addressFailureLimit"}>{failuresName(props.of.addressFailureLimit)}</Match>
      <Match when={props.field === "lockoutMinutes"}>{lockoutName(props.of.lockoutMinutes)}</Match>
      <Match when={props.field === "auditRetentionDays"}>{retentionName(props.of.auditRetentionDays)}</Match>
    </Switch>
  );
}
