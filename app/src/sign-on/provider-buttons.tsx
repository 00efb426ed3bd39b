import { useQueryClient } from "@tanstack/solid-query";
import { createEffect, For, Show, type JSX } from "solid-js";
import { KeyIcon } from "../../../ui/icons.tsx";
import { Notice } from "../../../ui/notice.tsx";
import { hasCode, sentenceFor } from "../../../ui/problem.ts";
import { WaitingButton } from "../../../ui/waiting-button.tsx";
import type { CurrentTenant } from "../api.gen/types.gen.ts";
import { placeQuery } from "../tenancy/queries.ts";
import { useSsoSignIn } from "./queries.ts";

export interface ProviderButtonsProps {
  readonly providers: CurrentTenant["providers"];
  /** Where to go afterwards: a path of this origin. */
  readonly back: string;
  /** Whom the provider may take it to be: an address that the API has given. */
  readonly hint?: string;
  /** The only way in is the most prominent thing on its page. */
  readonly prominent: boolean;
}

/** A button for each identity provider that people of this organization can sign in with. */
export function ProviderButtons(props: ProviderButtonsProps): JSX.Element {
  const client = useQueryClient();
  const start = useSsoSignIn();
  const labelOf = (providerId: string | undefined) =>
    props.providers.find((provider) => provider.providerId === providerId)?.label ?? "The identity provider";
  // Removed or switched off since this page was loaded.
  const isGone = () => hasCode(start.error, "NOT_FOUND", "SSO_REFUSED");
  const sentence = () => {
    if (isGone()) return "This way to sign in is not there any more. What there is now is shown below.";
    return hasCode(start.error, "SSO_PROVIDER_UNREACHABLE")
      ? `${labelOf(start.variables?.providerId)} does not answer at the moment. Try again in a few minutes.`
      : sentenceFor(start.error);
  };
  const isTried = (providerId: string) => start.variables?.providerId === providerId;

  createEffect(() => {
    if (isGone()) void client.invalidateQueries({ queryKey: placeQuery.queryKey });
  });

  return (
    <div class="grid gap-3">
      <Show when={start.isError}>
        <Notice tone="danger" announce>
          {sentence()}
        </Notice>
      </Show>
      <For each={props.providers}>
        {({ providerId, label }) => (
          <WaitingButton
            variant={props.prominent ? "primary" : "secondary"}
            size="large"
            icon={KeyIcon}
            error={isTried(providerId) ? start.error : null}
            pending={start.isPending && isTried(providerId)}
            onClick={() => {
              if (!start.isPending) {
                const hint = props.hint === undefined ? {} : { email: props.hint };
                start.mutate({ providerId, callbackURL: props.back, ...hint });
              }
            }}
          >
            {`Continue with ${label}`}
          </WaitingButton>
        )}
      </For>
    </div>
  );
}

/** Between ways to sign in. */
export function Or(): JSX.Element {
  return (
    <div class="flex items-center gap-3 text-sm text-muted" role="separator" aria-label="or">
      <span class="h-px flex-1 bg-line" />
      <span aria-hidden="true">or</span>
      <span class="h-px flex-1 bg-line" />
    </div>
  );
}
