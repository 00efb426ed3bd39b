import { useQuery } from "@tanstack/solid-query";
import { For, Show, type JSX } from "solid-js";
import type { ComponentName, HealthStatus } from "../../../src/health/contract.ts";
import { Badge, type BadgeTone } from "../../../ui/badge.tsx";
import { TextLink } from "../../../ui/link.tsx";
import { Loaded } from "../../../ui/loaded.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { RelativeTime } from "../../../ui/relative-time.tsx";
import { SkeletonRows } from "../../../ui/skeleton.tsx";
import type { PlatformComponent } from "../api.gen/types.gen.ts";
import { publicHealthUrl } from "./public-health.ts";
import { systemHealthQuery } from "./queries.ts";

/** What of the platform works, as everyone else sees it. */
export function HealthPanel(): JSX.Element {
  const health = useQuery(() => systemHealthQuery);
  return (
    <Panel
      title="Health"
      description="What works right now."
      flush
      actions={
        <TextLink href={publicHealthUrl(window.location)} external class="text-sm">
          Public page
        </TextLink>
      }
    >
      <Loaded query={health} loading={<SkeletonRows rows={4} />}>
        {(report) => (
          <>
            <ul class="divide-y divide-line">
              <For each={report().components}>{(component) => <ComponentRow component={component} />}</For>
            </ul>
            <p class="border-t border-line px-4 py-2.5 text-xs text-muted md:px-5">
              checked <RelativeTime at={report().checkedAt} />
            </p>
          </>
        )}
      </Loaded>
    </Panel>
  );
}

const names: Readonly<Record<ComponentName, string>> = {
  database: "Database",
  identity: "Identity",
  gatekeepers: "Gatekeepers",
  hints: "Host hints",
};

const looks: Readonly<Record<HealthStatus, { readonly label: string; readonly tone: BadgeTone }>> = {
  ok: { label: "Working", tone: "success" },
  degraded: { label: "Disrupted", tone: "warning" },
  down: { label: "Not working", tone: "danger" },
};

function ComponentRow(props: { readonly component: PlatformComponent }): JSX.Element {
  return (
    <li class="px-4 py-3 md:px-5">
      <div class="flex items-center justify-between gap-4">
        <p class="text-base font-medium text-ink">{names[props.component.name]}</p>
        <Badge tone={looks[props.component.status].tone}>{looks[props.component.status].label}</Badge>
      </div>
      <Show when={props.component.status !== "ok"}>
        <p class="mt-0.5 text-sm text-muted">{props.component.impact}</p>
      </Show>
    </li>
  );
}
