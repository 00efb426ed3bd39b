import { useQuery } from "@tanstack/solid-query";
import { For, Show, type JSX } from "solid-js";
import { Badge } from "../../../ui/badge.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { CheckIcon } from "../../../ui/icons.tsx";
import { Loaded } from "../../../ui/loaded.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { RelativeTime } from "../../../ui/relative-time.tsx";
import { SkeletonRows } from "../../../ui/skeleton.tsx";
import { queuesQuery } from "./queries.ts";
import { isAnyFailing, queueName, queuesByConcern, type Queue } from "./queue.ts";

/** What has been promised and not yet delivered, and whether anything keeps failing. */
export function QueuesPanel(): JSX.Element {
  const queues = useQuery(() => queuesQuery);
  return (
    <Panel title="Queues" description="What waits to be delivered, across all tenants." flush>
      <Loaded query={queues} loading={<SkeletonRows rows={2} />}>
        {(found) => (
          <Show
            when={found().items.length > 0}
            fallback={
              <EmptyState icon={CheckIcon} title="Nothing is waiting">
                Every mail and every update has been delivered.
              </EmptyState>
            }
          >
            <Show when={isAnyFailing(found().items)}>
              <p role="status" class="bg-danger-soft px-4 py-2.5 text-sm font-medium text-danger-ink md:px-5">
                Some deliveries keep failing. They are tried again by themselves.
              </p>
            </Show>
            <ul class="divide-y divide-line">
              <For each={queuesByConcern(found().items)}>{(queue) => <QueueRow queue={queue} />}</For>
            </ul>
          </Show>
        )}
      </Loaded>
    </Panel>
  );
}

function QueueRow(props: { readonly queue: Queue }): JSX.Element {
  return (
    <li class="flex items-start justify-between gap-4 px-4 py-3 md:px-5">
      <div class="min-w-0">
        <p class="text-base font-medium text-ink">{queueName(props.queue.kind)}</p>
        <p class="font-mono text-2xs text-faint">{props.queue.kind}</p>
      </div>
      <div class="grid justify-items-end gap-1 text-sm text-muted">
        <span class="flex items-center gap-2 whitespace-nowrap tabular-nums">
          <Show when={props.queue.failing > 0}>
            <Badge tone="danger">{props.queue.failing} failing</Badge>
          </Show>
          {props.queue.waiting} waiting
        </span>
        <Show when={props.queue.oldest}>
          {(oldest) => (
            <span class="text-xs">
              oldest <RelativeTime at={oldest()} />
            </span>
          )}
        </Show>
      </div>
    </li>
  );
}
