import { Show, type JSX } from "solid-js";
import { Notice } from "../../../ui/notice.tsx";
import { sentenceFor } from "../../../ui/problem.ts";
import { TextField } from "../../../ui/text-field.tsx";
import { WaitingButton } from "../../../ui/waiting-button.tsx";
import { adviceFor } from "./advice.ts";
import { CheckList } from "./check-list.tsx";
import type { Guide } from "./guides/guide.ts";
import { useDiscovery } from "./queries.ts";

/** The issuer, and a button that asks it where it is to be reached: mistakes show before anybody tries to sign in. */
export function IssuerField(props: {
  readonly value: string;
  readonly onChange: (issuer: string) => void;
  readonly error: string | undefined;
  readonly guide: Guide;
}): JSX.Element {
  const discovery = useDiscovery();
  const asked = () => (discovery.isSuccess && discovery.variables === props.value.trim() ? discovery.data : undefined);

  return (
    <div class="grid gap-3">
      <div class="grid grid-cols-1 items-start gap-2.5 sm:grid-cols-[minmax(0,1fr)_auto]">
        <TextField
          label="Issuer"
          name="issuer"
          type="url"
          value={props.value}
          onChange={props.onChange}
          error={props.error}
          placeholder={props.guide.issuer.placeholder}
          hint={props.guide.issuer.hint}
          maxLength={2_000}
        />
        <WaitingButton
          class="h-10 justify-self-start sm:mt-[1.5625rem] coarse:h-12"
          error={discovery.error}
          pending={discovery.isPending}
          disabled={props.value.trim() === ""}
          onClick={() => discovery.mutate(props.value.trim())}
        >
          Check issuer
        </WaitingButton>
      </div>
      <div aria-live="polite" class="grid gap-3 empty:hidden">
        <Show when={discovery.isError && discovery.variables === props.value.trim()}>
          <Notice tone="danger">{sentenceFor(discovery.error)}</Notice>
        </Show>
        <Show when={asked()}>
          {(found) => (
            <>
              <Show
                when={found().reason}
                fallback={<Notice tone="success">The issuer answers as an OpenID provider should.</Notice>}
              >
                {(reason) => (
                  <Notice tone="warning" title={adviceFor(reason()).sentence}>
                    {adviceFor(reason()).advice}
                  </Notice>
                )}
              </Show>
              <CheckList checks={found().checks} />
            </>
          )}
        </Show>
      </div>
    </div>
  );
}
