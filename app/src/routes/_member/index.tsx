import { createFileRoute } from "@tanstack/solid-router";
import { Show, type JSX } from "solid-js";
import { Badge } from "../../../../ui/badge.tsx";
import { PageHeader } from "../../../../ui/page-header.tsx";
import { Figures } from "../../dashboard/figures.tsx";
import { RecentActivity } from "../../dashboard/recent-activity.tsx";
import { Shortcuts } from "../../dashboard/shortcuts.tsx";
import { YourSession } from "../../dashboard/your-session.tsx";
import { roleNames } from "../../members/role-name.ts";
import { useMay, useMe } from "../../session/me.tsx";

export const Route = createFileRoute("/_member/")({ component: Dashboard });

function Dashboard(): JSX.Element {
  const me = useMe();
  const may = useMay();
  return (
    <>
      <PageHeader
        title={`Welcome, ${me().user.name}`}
        documentTitle="Dashboard"
        badge={<Badge tone="brand">{roleNames[me().role]}</Badge>}
        description={`You are signed in to ${me().organization.name}.`}
      />
      <div class="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div class="grid gap-6">
          <Figures />
          <Show when={may("audit-logs:read")} fallback={<Shortcuts />}>
            <RecentActivity />
          </Show>
        </div>
        <div class="grid gap-6">
          <YourSession />
          <Show when={may("audit-logs:read")}>
            <Shortcuts />
          </Show>
        </div>
      </div>
    </>
  );
}
