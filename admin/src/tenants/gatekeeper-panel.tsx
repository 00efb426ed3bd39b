import { useQuery } from "@tanstack/solid-query";
import { For, type JSX } from "solid-js";
import { Badge, type BadgeTone } from "../../../ui/badge.tsx";
import { Loaded } from "../../../ui/loaded.tsx";
import { Fact, Facts, Panel } from "../../../ui/panel.tsx";
import { RelativeTime } from "../../../ui/relative-time.tsx";
import { SkeletonRows } from "../../../ui/skeleton.tsx";
import type { TenantHealth } from "../api.gen/types.gen.ts";
import { tenantHealthQuery } from "./queries.ts";
import { countRefusals, refusalsByName } from "./refusals.ts";

/** How the tenant's gatekeeper is, and what it has done with the requests that came. */
export function GatekeeperPanel(props: { readonly tenantId: string; readonly class?: string }): JSX.Element {
  const health = useQuery(() => tenantHealthQuery(props.tenantId));
  return (
    <Panel
      title="Gatekeeper"
      description="Decides about every request of this tenant's people."
      flush
      class={props.class ?? ""}
    >
      <Loaded query={health} loading={<SkeletonRows rows={4} />}>
        {(found) => (
          <>
            <div class="grid divide-line max-lg:divide-y lg:grid-cols-[minmax(0,6fr)_minmax(0,5fr)] lg:divide-x">
              <div class="p-4 md:p-5">
                <State health={found()} />
              </div>
              <div class="p-4 md:p-5">
                <Counts counts={found().counts} />
              </div>
            </div>
            <p class="border-t border-line px-4 py-2.5 text-xs text-muted md:px-5">
              asked <RelativeTime at={found().checkedAt} />
            </p>
          </>
        )}
      </Loaded>
    </Panel>
  );
}

type State = { readonly label: string; readonly tone: BadgeTone };

const databases: Readonly<Record<TenantHealth["database"], State>> = {
  reachable: { label: "Reachable", tone: "success" },
  unreachable: { label: "Not reachable", tone: "danger" },
  unknown: { label: "Not asked yet", tone: "neutral" },
};

const changes: Readonly<Record<TenantHealth["change"], State>> = {
  none: { label: "None under way", tone: "neutral" },
  under_way: { label: "Under way", tone: "info" },
  unknown: { label: "Outcome unknown", tone: "warning" },
};

function State(props: { readonly health: TenantHealth }): JSX.Element {
  const number = (value: number) => <span class="tabular-nums">{value.toLocaleString("en")}</span>;
  return (
    <Facts>
      <Fact name="Database">
        <Badge tone={databases[props.health.database].tone}>{databases[props.health.database].label}</Badge>
      </Fact>
      <Fact name="Open sessions">{number(props.health.openSessions)}</Fact>
      <Fact name="Live pages">{number(props.health.liveSockets)}</Fact>
      <Fact name="Leases">
        {props.health.leasing ? "Out: an ended session is confirmed about a second later" : "None are out"}
      </Fact>
      <Fact name="Waiting acts">
        {props.health.pendingEffects === 0 ? (
          "None"
        ) : (
          <>
            {number(props.health.pendingEffects)} <span class="text-muted">in force, not yet in the database</span>
          </>
        )}
      </Fact>
      <Fact name="Settings change">
        <Badge tone={changes[props.health.change].tone}>{changes[props.health.change].label}</Badge>
        {props.health.change === "unknown" ? (
          <p class="mt-1 text-sm text-muted">
            Nobody knows yet whether the last change was saved. Further ones are refused until the database says.
          </p>
        ) : null}
      </Fact>
      <Fact name="Versions">
        <dl class="grid gap-0.5 font-mono text-xs">
          <Version name="configuration" value={props.health.configVersion} />
          <Version name="sessions" value={props.health.sessionVersion} />
          <Version name="revision" value={props.health.revision} />
        </dl>
      </Fact>
    </Facts>
  );
}

function Version(props: { readonly name: string; readonly value: number }): JSX.Element {
  return (
    <div class="flex flex-wrap gap-x-2">
      <dt class="text-faint">{props.name}</dt>
      <dd>{props.value}</dd>
    </div>
  );
}

function Counts(props: { readonly counts: TenantHealth["counts"] }): JSX.Element {
  return (
    <dl class="grid gap-1.5">
      <Count name="Admitted" value={props.counts.admitted} strong />
      <Count name="Admitted again on a lease" value={props.counts.repeated} strong />
      <Count name="Refused" value={countRefusals(props.counts.refused)} strong />
      <For each={refusalsByName(props.counts.refused)}>
        {(refusal) => <Count name={refusal.name} value={refusal.count} />}
      </For>
    </dl>
  );
}

/** A figure with its name; what never happened is there and does not catch the eye. */
function Count(props: { readonly name: string; readonly value: number; readonly strong?: boolean }): JSX.Element {
  const look = () =>
    props.strong === true
      ? "text-base font-medium text-ink"
      : `pl-3 text-sm ${props.value > 0 ? "text-ink" : "text-faint"}`;
  return (
    <div class={`flex items-baseline justify-between gap-4 ${look()}`}>
      <dt>{props.name}</dt>
      <dd class="tabular-nums">{props.value.toLocaleString("en")}</dd>
    </div>
  );
}
