import { useQuery } from "@tanstack/solid-query";
import { createFileRoute, Link } from "@tanstack/solid-router";
import { Show, type JSX } from "solid-js";
import { buttonClass } from "../../../../ui/button.tsx";
import { EmptyState } from "../../../../ui/empty-state.tsx";
import { LogIcon, PlusIcon } from "../../../../ui/icons.tsx";
import { linkClass } from "../../../../ui/link.tsx";
import { Loaded } from "../../../../ui/loaded.tsx";
import { PageHeader } from "../../../../ui/page-header.tsx";
import { Panel } from "../../../../ui/panel.tsx";
import { EntryList } from "../../audit/entry-list.tsx";
import { recentAuditLogsQuery } from "../../audit/queries.ts";
import { useMay } from "../../operators/present-operator.tsx";
import { HealthPanel } from "../../system/health-panel.tsx";
import { QueuesPanel } from "../../system/queues-panel.tsx";
import { OverviewFigures } from "../../tenants/overview-figures.tsx";

export const Route = createFileRoute("/_console/")({ component: OverviewPage });

function OverviewPage(): JSX.Element {
  const may = useMay();
  return (
    <>
      <PageHeader
        title="Overview"
        actions={
          <Show when={may("tenants:create")}>
            <Link to="/tenants/new" class={buttonClass("primary")}>
              <PlusIcon class="size-4" />
              New tenant
            </Link>
          </Show>
        }
      />
      <div class="grid items-start gap-5 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div class="lg:col-span-2">
          <OverviewFigures />
        </div>
        <Show when={may("audit-logs:read")}>
          <RecentActivity />
        </Show>
        <Show when={may("system:read")}>
          <div class="grid gap-5">
            <HealthPanel />
            <QueuesPanel />
          </div>
        </Show>
      </div>
    </>
  );
}

function RecentActivity(): JSX.Element {
  const recent = useQuery(() => recentAuditLogsQuery);
  return (
    <Panel
      title="Recent activity"
      description="What operators did last."
      flush
      actions={
        <Link to="/audit-log" class={`${linkClass} text-sm`}>
          Audit log
        </Link>
      }
    >
      <Loaded query={recent}>
        {(page) => (
          <Show
            when={page().items.length > 0}
            fallback={
              <EmptyState icon={LogIcon} title="Nothing has happened yet">
                Everything operators do appears here.
              </EmptyState>
            }
          >
            <EntryList entries={page().items} brief />
          </Show>
        )}
      </Loaded>
    </Panel>
  );
}
