import { For, Show, type JSX } from "solid-js";
import { CopyLine } from "../../../ui/copy-line.tsx";
import type { SsoProvider } from "../api.gen/types.gen.ts";
import { guides } from "./guides/all.ts";
import { Marked } from "./guides/marked.tsx";

/** What is to be entered at the provider, for each host of the organization, and where to enter it. */
export function AddressesList(props: { readonly provider: SsoProvider }): JSX.Element {
  const guide = () => guides[props.provider.preset].addresses;
  return (
    <div class="grid gap-6">
      <Addresses
        name="Callback address"
        plural="Callback addresses"
        where={guide().callback}
        urls={props.provider.callbackUrls}
      />
      <Show when={guide().postLogout}>
        {(where) => (
          <Addresses
            name="Address after signing out"
            plural="Addresses after signing out"
            where={where()}
            urls={props.provider.postLogoutUrls}
          />
        )}
      </Show>
      <Show when={guide().backchannelLogout}>
        {(where) => (
          <Addresses
            name="Back-channel logout address"
            plural="Back-channel logout addresses"
            where={where()}
            urls={props.provider.backchannelLogoutUrls}
          />
        )}
      </Show>
      <Show when={guide().note}>
        {(note) => (
          <p class="text-base text-muted">
            <Marked text={note()} />
          </p>
        )}
      </Show>
    </div>
  );
}

function Addresses(props: {
  readonly name: string;
  readonly plural: string;
  readonly where: string;
  readonly urls: readonly string[];
}): JSX.Element {
  return (
    <div class="grid gap-2">
      <h3 class="text-base font-semibold text-ink">{props.urls.length > 1 ? props.plural : props.name}</h3>
      <p class="text-base text-muted">
        <Marked text={props.where} />
      </p>
      <For each={props.urls}>
        {(url) => <CopyLine text={url} label={`Copy the ${props.name.toLowerCase()} of ${new URL(url).host}`} />}
      </For>
    </div>
  );
}
