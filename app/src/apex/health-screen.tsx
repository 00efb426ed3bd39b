import { useQuery } from "@tanstack/solid-query";
import { For, type JSX } from "solid-js";
import { Dynamic } from "solid-js/web";
import { Entrance } from "../../../ui/entrance.tsx";
import { linkClass } from "../../../ui/link.tsx";
import { Loaded } from "../../../ui/loaded.tsx";
import { RelativeTime } from "../../../ui/relative-time.tsx";
import { SkeletonRows } from "../../../ui/skeleton.tsx";
import type { PlatformComponent, PlatformHealth } from "../api.gen/types.gen.ts";
import { PlaceMark } from "../tenancy/place-mark.tsx";
import { componentTitles, healthLooks, healthTitles } from "./health-words.ts";
import { healthQuery } from "./queries.ts";

/** What of the platform works, in sentences for whoever is kept waiting by it. */
export function HealthScreen(): JSX.Element {
  const health = useQuery(() => healthQuery);
  const known = () => (health.isPending ? undefined : health.data);
  const status = () => known()?.status;
  return (
    <Entrance
      mark={<PlaceMark />}
      name="Gatehouse"
      title={healthTitles[status() ?? "unknown"]}
      footer={
        <a href="/" class={linkClass}>
          Find your team
        </a>
      }
    >
      <Loaded query={health} loading={<Asking />}>
        {(report) => <Report report={report()} />}
      </Loaded>
    </Entrance>
  );
}

/** Rows as wide as what will stand there, which brings no padding. */
function Asking(): JSX.Element {
  return (
    <div class="-mx-4 md:-mx-5">
      <SkeletonRows label="Asking every part of the platform…" />
    </div>
  );
}

function Report(props: { readonly report: PlatformHealth }): JSX.Element {
  return (
    <>
      <ul class="grid gap-5" aria-live="polite">
        <For each={props.report.components}>{(component) => <Part component={component} />}</For>
      </ul>
      <p class="border-t border-line pt-4 text-sm text-muted">
        Checked <RelativeTime at={props.report.checkedAt} />. This page keeps itself up to date.
      </p>
    </>
  );
}

function Part(props: { readonly component: PlatformComponent }): JSX.Element {
  const look = () => healthLooks[props.component.status];
  return (
    <li class="flex items-start gap-3">
      <span class={`grid size-8 shrink-0 place-items-center rounded-full ${look().mark}`}>
        <Dynamic component={look().icon} class="size-4.5" />
      </span>
      <div class="min-w-0 flex-1">
        <div class="flex flex-wrap items-baseline justify-between gap-x-3">
          <h2 class="text-base font-semibold text-ink">{componentTitles[props.component.name]}</h2>
          <span class={`text-sm font-medium ${look().word}`}>{look().label}</span>
        </div>
        <p class="text-base text-muted">{props.component.impact}</p>
      </div>
    </li>
  );
}
