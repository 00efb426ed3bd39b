import { useQuery } from "@tanstack/solid-query";
import { Link } from "@tanstack/solid-router";
import { For, Show, type JSX } from "solid-js";
import { buttonClass } from "../../../ui/button.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { ChevronRightIcon, KeyIcon } from "../../../ui/icons.tsx";
import { Loaded } from "../../../ui/loaded.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { RelativeTime } from "../../../ui/relative-time.tsx";
import type { SsoProvider } from "../api.gen/types.gen.ts";
import { useMay } from "../session/me.tsx";
import { productNames } from "./guides/all.ts";
import { providerStatus, statusSentences } from "./provider-status.ts";
import { providersQuery } from "./queries.ts";
import { isUnfinished } from "./setup/progress.ts";
import { StatusBadge } from "./status-badge.tsx";

export function ProviderList(): JSX.Element {
  const query = useQuery(() => providersQuery);
  const may = useMay();
  return (
    <Panel title="Identity providers" flush>
      <Loaded query={query}>
        {(data) => (
          <Show
            when={data().items.length > 0}
            fallback={
              <EmptyState
                icon={KeyIcon}
                title="No identity provider yet"
                action={
                  <Show when={may("sso:update")}>
                    <Link to="/sso/new" class={buttonClass("primary")}>
                      Set up single sign-on
                    </Link>
                  </Show>
                }
              >
                People sign in with a password. Connect Okta, Entra ID, Google Workspace or any other OpenID provider,
                and they sign in with the account they have there.
              </EmptyState>
            }
          >
            <ul class="divide-y divide-line">
              <For each={data().items}>{(provider) => <ProviderRow provider={provider} />}</For>
            </ul>
          </Show>
        )}
      </Loaded>
    </Panel>
  );
}

function ProviderRow(props: { readonly provider: SsoProvider }): JSX.Element {
  const domains = () => props.provider.domains.map(({ domain }) => domain);
  return (
    <li class="relative flex items-start gap-3.5 px-4 py-4 hover:bg-[color-mix(in_oklab,var(--sunken)_45%,transparent)] md:px-5">
      <div class="grid min-w-0 flex-1 gap-1">
        <p class="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          {/* The whole row leads there; the name is the link that says so. */}
          <Link
            to="/sso/$providerId"
            params={{ providerId: props.provider.id }}
            class="rounded-sm font-semibold text-ink after:absolute after:inset-0"
          >
            {props.provider.label}
          </Link>
          <StatusBadge provider={props.provider} />
        </p>
        <p class="text-sm break-all text-muted">
          {productNames[props.provider.preset]} · {props.provider.issuer}
        </p>
        <p class="text-base text-muted">{statusSentences[providerStatus(props.provider)]}</p>
        <p class="text-sm text-faint">
          <Show when={domains().length > 0} fallback="No domains">
            {domains().join(", ")}
          </Show>
          <Show when={props.provider.proven}>
            {(proven) => (
              <>
                {" "}
                · An owner came in by it <RelativeTime at={proven().at} />
              </>
            )}
          </Show>
        </p>
        <Show when={isUnfinished(props.provider)}>
          <p class="relative mt-1.5">
            <Link to="/sso/new" search={{ provider: props.provider.id }} class={buttonClass("secondary", "small")}>
              Continue the setup
            </Link>
          </p>
        </Show>
      </div>
      <ChevronRightIcon class="mt-1 size-4 text-faint" />
    </li>
  );
}
