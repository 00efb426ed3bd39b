import { Link } from "@tanstack/solid-router";
import { For, Show, type JSX } from "solid-js";
import { Badge } from "../../../ui/badge.tsx";
import { ChevronRightIcon } from "../../../ui/icons.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { RelativeTime } from "../../../ui/relative-time.tsx";
import { linkClass } from "../../../ui/link.tsx";
import type { Hostname, PrimaryHost } from "../api.gen/types.gen.ts";
import { hostAddress } from "./host-address.ts";
import { StatusBadge } from "./status-badge.tsx";
import { statusSentence } from "./status.ts";
import { troubleOf } from "./trouble.ts";

/** Every host people can reach the organization at, and those on their way there. */
export function HostnameList(props: {
  readonly hostnames: readonly Hostname[];
  readonly primary: PrimaryHost | undefined;
}): JSX.Element {
  return (
    <Panel title="Hosts" description="Where people open and sign in to this organization." flush>
      <ul class="divide-y divide-line">
        <Show when={props.primary}>{(primary) => <OwnHost primary={primary()} />}</Show>
        <For each={props.hostnames.map(({ id }) => id)}>
          {(id) => (
            <Show when={props.hostnames.find((hostname) => hostname.id === id)}>
              {(hostname) => <HostnameRow hostname={hostname()} />}
            </Show>
          )}
        </For>
      </ul>
      <Show when={props.hostnames.length === 0}>
        <p class="border-t border-line px-4 py-4 text-base text-muted md:px-5">
          Add a name of your own, such as <span class="font-medium text-ink">app.example.com</span>, and people find you
          where they expect you. You need access to the DNS of its domain, or somebody who has it; the page leads you
          through it.
        </p>
      </Show>
    </Panel>
  );
}

/** It cannot be removed, and works whatever happens to the others. */
function OwnHost(props: { readonly primary: PrimaryHost }): JSX.Element {
  return (
    <li class="grid gap-1 px-4 py-4 md:px-5">
      <p class="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <a href={hostAddress(props.primary.ownHost, window.location)} class={`${linkClass} break-all`}>
          {props.primary.ownHost}
        </a>
        <Badge tone="success">Always active</Badge>
        <Show when={props.primary.hostnameId === null}>
          <Badge tone="brand">Primary</Badge>
        </Show>
      </p>
      <p class="text-base text-muted">The host every organization has. It always works and cannot be removed.</p>
    </li>
  );
}

function HostnameRow(props: { readonly hostname: Hostname }): JSX.Element {
  return (
    <li class="relative flex items-start gap-3.5 px-4 py-4 hover:bg-[color-mix(in_oklab,var(--sunken)_45%,transparent)] md:px-5">
      <div class="grid min-w-0 flex-1 gap-1">
        <p class="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          {/* The whole row leads there; the name is the link that says so. */}
          <Link
            to="/org/settings/domains/$hostnameId"
            params={{ hostnameId: props.hostname.id }}
            class="rounded-sm font-semibold break-all text-ink after:absolute after:inset-0"
          >
            {props.hostname.displayHostname}
          </Link>
          <StatusBadge hostname={props.hostname} />
          <Show when={props.hostname.isPrimary}>
            <Badge tone="brand">Primary</Badge>
          </Show>
        </p>
        <Show when={props.hostname.displayHostname !== props.hostname.hostname}>
          <p class="font-mono text-sm break-all text-muted">{props.hostname.hostname}</p>
        </Show>
        <p class="text-base text-muted">{troubleOf(props.hostname)?.title ?? statusSentence(props.hostname)}</p>
        <p class="text-sm text-faint">
          Added <RelativeTime at={props.hostname.createdAt} />
          <Show when={props.hostname.createdBy.name}>{(name) => <> by {name()}</>}</Show>
          <Show when={props.hostname.lifecycleStatus === "active" && props.hostname.certificateExpiresAt}>
            {(at) => (
              <>
                {" "}
                · Certificate expires <RelativeTime at={at()} />
              </>
            )}
          </Show>
        </p>
      </div>
      <ChevronRightIcon class="mt-1 size-4 text-faint" />
    </li>
  );
}
