import { createMemo, Show, type JSX } from "solid-js";
import { Notice } from "../../../ui/notice.tsx";
import { SelectField } from "../../../ui/select.tsx";
import { useMe } from "../session/me.tsx";
import type { Draft } from "./draft.ts";
import {
  endsOwnSession,
  idleChoices,
  idleName,
  isIdleLimitMoot,
  lifetimeChoices,
  lifetimeName,
  limitOptions,
} from "./session-limit.ts";

/** How long people stay signed in. */
export function SessionLimits(props: {
  readonly draft: Draft;
  readonly saved: Draft;
  readonly errors: Readonly<Record<string, string>>;
  readonly onChange: (change: Partial<Draft>) => void;
}): JSX.Element {
  const me = useMe();
  // What is chosen is one of these or what is saved, and a list that stays the same keeps its place while it is open.
  const savedIdle = createMemo(() => props.saved.sessionIdleMinutes);
  const savedLifetime = createMemo(() => props.saved.sessionLifetimeHours);
  const idleOptions = createMemo(() => limitOptions(idleChoices, savedIdle(), idleName));
  const lifetimeOptions = createMemo(() => limitOptions(lifetimeChoices, savedLifetime(), lifetimeName));
  const signsOut = () =>
    props.draft.sessionLifetimeHours < props.saved.sessionLifetimeHours &&
    endsOwnSession(props.draft.sessionLifetimeHours, Date.parse(me().session.createdAt), Date.now());
  return (
    <div class="grid gap-5">
      <div class="grid items-start gap-5 sm:grid-cols-2">
        <SelectField
          label="Sign out when unused for"
          name="sessionIdleMinutes"
          value={String(props.draft.sessionIdleMinutes)}
          onChange={(minutes) => props.onChange({ sessionIdleMinutes: Number(minutes) })}
          options={idleOptions()}
          error={props.errors["sessionIdleMinutes"]}
          hint={
            isIdleLimitMoot(props.draft.sessionIdleMinutes, props.draft.sessionLifetimeHours)
              ? "Has no effect: no session lasts longer than that."
              : "Counted from the last thing a person did, on each device."
          }
        />
        <SelectField
          label="Sign out in any case after"
          name="sessionLifetimeHours"
          value={String(props.draft.sessionLifetimeHours)}
          onChange={(hours) => props.onChange({ sessionLifetimeHours: Number(hours) })}
          options={lifetimeOptions()}
          error={props.errors["sessionLifetimeHours"]}
          hint="Counted from signing in, however much the session is used."
        />
      </div>
      <Show when={signsOut()}>
        <Notice tone="warning" announce>
          You have been signed in for longer than that: saving signs you out.
        </Notice>
      </Show>
    </div>
  );
}
