import { useInfiniteQuery } from "@tanstack/solid-query";
import { For, Show, type JSX } from "solid-js";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { ExternalIcon } from "../../../ui/icons.tsx";
import { LoadMore } from "../../../ui/load-more.tsx";
import { Loaded } from "../../../ui/loaded.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { SkeletonRows } from "../../../ui/skeleton.tsx";
import { HostnameItem } from "./hostname-item.tsx";
import { tenantHostnamesQuery } from "./queries.ts";
import { byUrgency } from "./state.ts";

/** The tenant's own hostnames: how each is on its way, and what is wrong with it. */
export function HostnamesPanel(props: { readonly tenantId: string; readonly class?: string }): JSX.Element {
  const hostnames = useInfiniteQuery(() => tenantHostnamesQuery(props.tenantId));
  return (
    <Panel
      title="Hostnames"
      description="Names of the tenant's own at which it is served, or is to be."
      flush
      class={props.class ?? ""}
    >
      <Loaded query={hostnames} loading={<SkeletonRows rows={2} />}>
        {(found) => {
          const rows = () => byUrgency(found().pages.flatMap(({ items }) => items));
          return (
            <Show
              when={rows().length > 0}
              fallback={
                <EmptyState icon={ExternalIcon} title="No hostname of its own">
                  The tenant is served at its standard address. Its admins add hostnames themselves.
                </EmptyState>
              }
            >
              {/* By id: what is open about one stays open when it is read again. */}
              <ul class="divide-y divide-line">
                <For each={rows().map(({ id }) => id)}>
                  {(id) => (
                    <Show when={rows().find((hostname) => hostname.id === id)}>
                      {(hostname) => <HostnameItem tenantId={props.tenantId} hostname={hostname()} />}
                    </Show>
                  )}
                </For>
              </ul>
              <LoadMore query={hostnames} label="Load more" />
            </Show>
          );
        }}
      </Loaded>
    </Panel>
  );
}
