import { Match, Show, Switch, type JSX } from "solid-js";
import { Button } from "../../../ui/button.tsx";
import { PasswordField } from "../../../ui/text-field.tsx";
import { fieldLabelClass } from "../../../ui/field.ts";
import type { FieldGroupProps } from "./field-group.ts";
import { guides } from "./guides/all.ts";
import { movesSecret } from "./provider-draft.ts";

/** A client secret goes in and never comes out: what is kept can only be replaced. */
export function SecretField(props: FieldGroupProps): JSX.Element {
  const isMoved = () => movesSecret(props.saved, props.draft);
  const isTyped = () => props.draft.clientSecret !== null || !props.saved.hasClientSecret || isMoved();
  return (
    <Switch>
      <Match when={props.draft.clientAuthentication === "none"}>
        <p class="text-base text-muted">
          There is no client secret: it is a public client. You can change that under “Client authentication” below.
        </p>
      </Match>
      <Match when={isTyped()}>
        <div class="grid grid-cols-1 items-start gap-2.5 sm:grid-cols-[minmax(0,1fr)_auto]">
          <PasswordField
            label={props.saved.hasClientSecret ? "New client secret" : "Client secret"}
            name="clientSecret"
            autocomplete="off"
            value={props.draft.clientSecret ?? ""}
            onChange={(clientSecret) => props.onChange({ clientSecret })}
            error={props.errors["clientSecret"]}
            hint={
              isMoved()
                ? "The one that is kept was meant for another address, and is sent to no other."
                : guides[props.draft.preset].clientSecretHint
            }
            maxLength={2_000}
          />
          <Show when={props.saved.hasClientSecret && !isMoved()}>
            <Button
              class="h-10 justify-self-start sm:mt-[1.5625rem] coarse:h-12"
              onClick={() => props.onChange({ clientSecret: null })}
            >
              Keep the one there is
            </Button>
          </Show>
        </div>
      </Match>
      <Match when={true}>
        <div class="grid gap-1.5">
          <p class={fieldLabelClass}>Client secret</p>
          <div class="flex flex-wrap items-center gap-x-3 gap-y-2">
            <p class="text-base text-muted">One is kept, and nobody can read it again.</p>
            <Button size="small" onClick={() => props.onChange({ clientSecret: "" })}>
              Replace the secret
            </Button>
          </div>
        </div>
      </Match>
    </Switch>
  );
}
