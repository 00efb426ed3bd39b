import { useInfiniteQuery, useQuery } from "@tanstack/solid-query";
import { createSignal, For, Show, type JSX } from "solid-js";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { LogIcon } from "../../../ui/icons.tsx";
import { LoadMore } from "../../../ui/load-more.tsx";
import { Loaded } from "../../../ui/loaded.tsx";
import { Panel } from "../../../ui/panel.tsx";
import type { SsoProvider, SsoRevision } from "../api.gen/types.gen.ts";
import { historyQuery, providersQuery } from "./queries.ts";
import { RestoreDialog } from "./restore-dialog.tsx";
import { RevisionRow } from "./revision-row.tsx";

/** Every version there was, of one provider or of all of single sign-on: who, when, what, and the way back to it. */
export function HistoryPanel(props: {
  /** Null: everything there ever was. */
  readonly provider: SsoProvider | null;
}): JSX.Element {
  const query = useInfiniteQuery(() => historyQuery(props.provider?.id ?? null));
  const providers = useQuery(() => ({ ...providersQuery, enabled: props.provider === null }));
  const [restoring, setRestoring] = createSignal<SsoRevision | null>(null);
  /* Deleted, and not brought back since. */
  const isGone = ({ act, subject }: SsoRevision) => {
    const known = providers.isPending ? undefined : providers.data;
    return act === "deleted" && known !== undefined && known.items.every(({ id }) => id !== subject);
  };
  return (
    <Panel
      title="History"
      description={
        props.provider === null
          ? "Every change of single sign-on there ever was, also of providers that were deleted."
          : "Every version there was. Restoring one makes it the newest: nothing of the history is lost by it."
      }
      flush
    >
      <Loaded query={query}>
        {(data) => (
          <Show
            when={data().pages.some(({ items }) => items.length > 0)}
            fallback={
              <EmptyState icon={LogIcon} title="Nothing has happened yet">
                What is changed here, and by whom, will be listed here.
              </EmptyState>
            }
          >
            <ol class="divide-y divide-line">
              <For each={data().pages.flatMap(({ items }) => items)}>
                {(revision) => (
                  <RevisionRow
                    revision={revision}
                    current={props.provider}
                    isGone={isGone(revision)}
                    onRestore={setRestoring}
                  />
                )}
              </For>
            </ol>
            <LoadMore query={query} label="Show earlier changes" />
          </Show>
        )}
      </Loaded>
      <RestoreDialog provider={props.provider} revision={restoring()} onClose={() => setRestoring(null)} />
    </Panel>
  );
}
