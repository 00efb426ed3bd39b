import { Show, type JSX } from "solid-js";
import type { ButtonVariant } from "../../../ui/button.tsx";
import type { Icon } from "../../../ui/icons.tsx";
import { hasCode, sentenceFor } from "../../../ui/problem.ts";
import { WaitingButton } from "../../../ui/waiting-button.tsx";
import type { SsoProvider } from "../api.gen/types.gen.ts";
import { useMay } from "../session/me.tsx";
import { providerAddress } from "../sign-on/provider-address.ts";
import { useStartTest } from "./queries.ts";

/** Begins a test sign-in: the browser goes to the provider, and comes back to the report. */
export function TestButton(props: {
  readonly provider: SsoProvider;
  readonly label: string;
  readonly variant?: ButtonVariant;
  readonly icon?: Icon;
}): JSX.Element {
  const may = useMay();
  const start = useStartTest();
  const go = async () => {
    try {
      const { url } = await start.mutateAsync(props.provider.id);
      const address = providerAddress(url);
      if (address !== null) window.location.assign(address);
    } catch {
      // Shown by the mutation.
    }
  };
  return (
    <Show when={may("sso:update")}>
      <WaitingButton
        variant={props.variant ?? "secondary"}
        error={start.error}
        // The page goes on to be there for a moment after the answer.
        pending={start.isPending || start.isSuccess}
        {...(props.icon === undefined ? {} : { icon: props.icon })}
        onClick={() => void go()}
      >
        {props.label}
      </WaitingButton>
      <Show when={start.isError}>
        <p role="alert" class="basis-full text-base font-medium text-danger-ink">
          {explain(start.error)}
        </p>
      </Show>
    </Show>
  );
}

function explain(error: unknown): string {
  if (hasCode(error, "SSO_PROVIDER_UNREACHABLE")) {
    return "The provider does not answer as it should, so nobody can be sent there. Choose “Check issuer” in its settings to see what is wrong.";
  }
  return sentenceFor(error);
}
