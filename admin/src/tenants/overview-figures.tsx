import { useQuery } from "@tanstack/solid-query";
import { For, Show, type JSX } from "solid-js";
import { ErrorState } from "../../../ui/error-state.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { overviewQuery } from "./queries.ts";

const figures = [
  { status: "active", label: "Active tenants" },
  { status: "suspended", label: "Suspended" },
  { status: "deleted", label: "Deleted" },
] as const;

/** How many tenants there are, by status. */
export function OverviewFigures(): JSX.Element {
  const overview = useQuery(() => overviewQuery);
  const counts = () => (overview.isPending ? undefined : overview.data?.tenants);
  return (
    <Panel flush>
      <Show
        when={!overview.isError || counts() !== undefined}
        fallback={
          <ErrorState error={overview.error} retrying={overview.isFetching} onRetry={() => void overview.refetch()} />
        }
      >
        <dl class="grid grid-cols-3 divide-x divide-line" aria-busy={overview.isPending}>
          <For each={figures}>
            {(figure) => (
              <div class="flex flex-col-reverse justify-end gap-1 px-4 py-4 md:px-5 md:py-5">
                <dt class="text-sm text-muted">{figure.label}</dt>
                <dd class="text-2xl font-semibold tracking-[-0.02em] whitespace-nowrap text-ink tabular-nums sm:text-3xl">
                  <Show when={counts()} fallback={<Skeleton class="h-8.5 w-14 sm:h-11" />}>
                    {(known) => known()[figure.status].toLocaleString("en")}
                  </Show>
                </dd>
              </div>
            )}
          </For>
        </dl>
      </Show>
    </Panel>
  );
}
