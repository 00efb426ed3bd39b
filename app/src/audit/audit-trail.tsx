import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/solid-query";
import { createMemo, createSignal, For, Show, type JSX } from "solid-js";
import { EntryDialog } from "../../../ui/audit-log/entry-dialog.tsx";
import { FollowBar } from "../../../ui/audit-log/follow-bar.tsx";
import { useFollowedLog } from "../../../ui/audit-log/follow.ts";
import { withNewest } from "../../../ui/audit-log/newest.ts";
import { isNarrowed, type AuditSearch } from "../../../ui/audit-log/search.ts";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { LogIcon, SearchIcon } from "../../../ui/icons.tsx";
import { LoadMore } from "../../../ui/load-more.tsx";
import { Loaded } from "../../../ui/loaded.tsx";
import { Panel } from "../../../ui/panel.tsx";
import type { AuditLog, AuditLogPage } from "../api.gen/types.gen.ts";
import { AuditEntry } from "./audit-entry.tsx";
import { byDay } from "./day.ts";
import { auditTrailQuery, newestAuditLogsQuery } from "./queries.ts";
import { auditText } from "./sentence.ts";

/** The entries that fit, day by day, and those that come while somebody looks. */
export function AuditTrail(props: {
  readonly search: AuditSearch;
  readonly onSearch: (search: AuditSearch) => void;
}): JSX.Element {
  const client = useQueryClient();
  const trail = useInfiniteQuery(() => ({ ...auditTrailQuery(props.search), placeholderData: keepPreviousData }));
  const newest = useQuery(() => newestAuditLogsQuery(props.search));
  const [opened, setOpened] = createSignal<AuditLog | null>(null);

  const shown = () => (trail.isPending || trail.isPlaceholderData ? undefined : trail.data);
  const latest = () => (newest.isPending ? undefined : newest.data);
  const follow = useFollowedLog<AuditLog>(shown, latest, (page) => {
    client.setQueryData(auditTrailQuery(props.search).queryKey, (list) => list && joined(list, page as AuditLogPage));
  });

  return (
    <Panel flush>
      <div ref={follow.markTop} />
      <FollowBar
        waiting={follow.waiting().length}
        andMore={follow.andMore()}
        following={follow.following()}
        onFollow={follow.setFollowing}
        onShow={follow.show}
      />
      <Loaded query={trail}>
        {(data) => (
          <>
            <Days
              entries={data().pages.flatMap((page) => page.items)}
              narrowed={isNarrowed(props.search)}
              onOpen={setOpened}
            />
            <LoadMore query={trail} label="Show what happened before" />
          </>
        )}
      </Loaded>
      <EntryDialog
        entry={opened()}
        sentence={sentenceOf(opened())}
        onClose={() => setOpened(null)}
        onSearch={(search) => {
          setOpened(null);
          props.onSearch(search);
        }}
      />
    </Panel>
  );
}

interface Trail {
  pages: AuditLogPage[];
  pageParams: unknown[];
}

function joined(list: Trail, newest: AuditLogPage): Trail {
  const { pages } = withNewest(list, newest);
  return {
    pages: pages.map((page) => ({ ...page, items: [...page.items] })),
    pageParams: list.pageParams.slice(0, pages.length),
  };
}

function sentenceOf(log: AuditLog | null): string {
  return log === null ? "" : `${auditText(log)}.`;
}

function Days(props: {
  readonly entries: readonly AuditLog[];
  readonly narrowed: boolean;
  readonly onOpen: (log: AuditLog) => void;
}): JSX.Element {
  // By name, so that a day that gets another entry stays the same on the page, with the focus that may be in it.
  const days = createMemo(() => new Map(byDay(props.entries, Date.now()).map(({ name, items }) => [name, items])));
  return (
    <Show when={props.entries.length > 0} fallback={<NothingThere narrowed={props.narrowed} />}>
      <For each={[...days().keys()]}>
        {(day) => (
          <section aria-label={day}>
            <h2 class="border-b border-line bg-[color-mix(in_oklab,var(--sunken)_55%,var(--surface))] px-4 py-2 text-xs font-semibold text-muted md:px-5">
              {day}
            </h2>
            <ul class="divide-y divide-line border-b border-line last:border-b-0">
              <For each={days().get(day) ?? []}>
                {(log) => (
                  <li class="px-4 py-3.5 md:px-5">
                    <AuditEntry log={log} onOpen={() => props.onOpen(log)} />
                  </li>
                )}
              </For>
            </ul>
          </section>
        )}
      </For>
    </Show>
  );
}

function NothingThere(props: { readonly narrowed: boolean }): JSX.Element {
  return (
    <Show
      when={props.narrowed}
      fallback={
        <EmptyState icon={LogIcon} title="Nothing has happened yet">
          Sign-ins, invitations and changes will stand here.
        </EmptyState>
      }
    >
      <EmptyState icon={SearchIcon} title="Nothing fits">
        No entry has all of what you are looking for.
      </EmptyState>
    </Show>
  );
}
