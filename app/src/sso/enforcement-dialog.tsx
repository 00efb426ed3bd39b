import { createEffect, createSignal, For, on, Show, type JSX } from "solid-js";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { Notice } from "../../../ui/notice.tsx";
import { hasCode, sentenceFor } from "../../../ui/problem.ts";
import { RelativeTime } from "../../../ui/relative-time.tsx";
import { SwitchField } from "../../../ui/switch-field.tsx";
import { toast } from "../../../ui/toast.ts";
import type { SsoEnforcement, SsoProvider } from "../api.gen/types.gen.ts";
import { useMay } from "../session/me.tsx";
import { useUpdateEnforcement } from "./enforcement-queries.ts";
import { provenProviders } from "./enforcement-readiness.ts";

/** Asks before everybody has to sign in another way than yesterday. */
export function EnforcementDialog(props: {
  readonly open: boolean;
  readonly enforcement: SsoEnforcement;
  readonly providers: readonly SsoProvider[];
  readonly onClose: () => void;
}): JSX.Element {
  const may = useMay();
  const update = useUpdateEnforcement();
  const [endPasswordSessions, setEndPasswordSessions] = createSignal(false);
  const turnsOn = () => !props.enforcement.enabled;

  createEffect(
    on(
      () => props.open,
      () => {
        update.reset();
        setEndPasswordSessions(false);
      },
    ),
  );

  const confirm = async () => {
    const enabled = turnsOn();
    try {
      await update.mutateAsync({
        base: props.enforcement,
        body: { enabled, endPasswordSessions: enabled && endPasswordSessions() },
      });
    } catch {
      return;
    }
    toast(enabled ? "Single sign-on is required now." : "Passwords are allowed again.");
    props.onClose();
  };

  return (
    <ConfirmDialog
      open={props.open}
      onOpenChange={(open) => open || props.onClose()}
      title={turnsOn() ? "Require single sign-on?" : "Allow passwords again?"}
      description={
        turnsOn()
          ? "From now on people can sign in through an identity provider only. Passwords are refused: for signing in, for resetting and for accepting invitations."
          : "Whoever has a password can sign in with it again, at once. That includes people who have left your identity provider but are still members here."
      }
      confirmLabel={turnsOn() ? "Require single sign-on" : "Allow passwords"}
      danger={!turnsOn()}
      pending={update.isPending}
      error={update.isError ? explain(update.error) : undefined}
      onConfirm={() => void confirm()}
    >
      <Show when={turnsOn()}>
        <ul class="grid gap-1.5 text-base text-muted">
          <For each={provenProviders(props.providers)}>
            {(provider) => (
              <li>
                <span class="font-medium text-ink">{provider.label}</span>: an owner came in by it{" "}
                <Show when={provider.proven}>{(proven) => <RelativeTime at={proven().at} />}</Show>.
              </li>
            )}
          </For>
        </ul>
        <Show
          when={props.enforcement.recoveryCodes > 0}
          fallback={
            <Notice tone="danger" title="No owner has a recovery code">
              If the identity provider fails, nobody can get in any more, and nobody can undo this. Make a recovery code
              first.
            </Notice>
          }
        >
          <p class="text-base text-muted">
            {props.enforcement.recoveryCodes === 1
              ? "One owner has a recovery code and can get in when the provider fails."
              : `${props.enforcement.recoveryCodes} owners have a recovery code and can get in when the provider fails.`}
          </p>
        </Show>
        <Show
          when={may("sso:confirm")}
          fallback={
            <p class="text-base text-muted">
              Sessions that are open last until they expire. Only an owner could end those that began with a password
              now, as owners' own are among them.
            </p>
          }
        >
          <SwitchField
            label="End all sessions that began with a password or an invitation"
            name="endPasswordSessions"
            checked={endPasswordSessions()}
            onChange={setEndPasswordSessions}
            hint="Yours too, unless you have signed in through the provider. Those that began with a recovery code stay until their hour is over. Otherwise all of these last until they expire."
          />
        </Show>
      </Show>
    </ConfirmDialog>
  );
}

function explain(error: unknown): string {
  if (hasCode(error, "SSO_NOT_PROVEN")) {
    return "No identity provider is ready for it any more: an owner has to have signed in or tested with one that is switched on, has a verified domain, and that owners can come in by.";
  }
  if (hasCode(error, "PRECONDITION_FAILED")) {
    return "Somebody else has changed this in the meantime. What you see now is how it is: decide again.";
  }
  return sentenceFor(error);
}
