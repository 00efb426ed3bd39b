import { Link } from "@tanstack/solid-router";
import { For, Show, type JSX } from "solid-js";
import { Badge } from "../../../ui/badge.tsx";
import { ChevronRightIcon } from "../../../ui/icons.tsx";
import { RelativeTime } from "../../../ui/relative-time.tsx";
import type { AuditLog } from "../api.gen/types.gen.ts";
import { auditReason, auditSentence, auditTenantId, sentenceText } from "./sentence.ts";

/** Audit entries, one below the other. `brief` leaves out where each came from. */
export function EntryList(props: {
  readonly entries: readonly AuditLog[];
  readonly brief?: boolean;
  readonly onOpen?: (entry: AuditLog) => void;
}): JSX.Element {
  return (
    <ol class="divide-y divide-line">
      <For each={props.entries}>
        {(entry) => <Entry entry={entry} brief={props.brief ?? false} onOpen={props.onOpen} />}
      </For>
    </ol>
  );
}

function Entry(props: {
  readonly entry: AuditLog;
  readonly brief: boolean;
  readonly onOpen: ((entry: AuditLog) => void) | undefined;
}): JSX.Element {
  return (
    <li class="grid gap-x-6 gap-y-0.5 px-4 py-3 sm:grid-cols-[minmax(0,1fr)_auto] md:px-5">
      <p class="text-base text-muted">
        <For each={auditSentence(props.entry)}>
          {(part) =>
            typeof part === "string" ? part : <strong class="font-medium break-words text-ink">{part.name}</strong>
          }
        </For>
        <Show when={props.entry.outcome === "failure"}>
          <span class="ml-1.5 inline-block align-[0.06em]">
            <Badge tone="warning">Failed</Badge>
          </span>
        </Show>
      </p>
      <p class="flex items-center gap-2 text-sm text-muted sm:justify-end">
        <RelativeTime at={props.entry.at} />
        <Show when={props.onOpen}>
          {(open) => (
            <button
              type="button"
              aria-label={`Details: ${sentenceText(auditSentence(props.entry))}`}
              title="Details"
              aria-haspopup="dialog"
              class="easing grid size-7 place-items-center rounded-md text-faint hover:bg-sunken hover:text-ink coarse:size-11"
              onClick={() => open()(props.entry)}
            >
              <ChevronRightIcon class="size-4" />
            </button>
          )}
        </Show>
      </p>
      <Show when={auditReason(props.entry)}>
        {(reason) => (
          <p class="mt-0.5 border-l-2 border-line-strong pl-2.5 text-sm text-ink sm:col-span-2">
            <span class="sr-only">Reason: </span>
            {reason()}
          </p>
        )}
      </Show>
      <Show when={!props.brief}>
        <Provenance entry={props.entry} />
      </Show>
    </li>
  );
}

/** For those who follow something up: the raw event, where it came from, and what to look for in the logs. */
function Provenance(props: { readonly entry: AuditLog }): JSX.Element {
  return (
    <div class="flex flex-wrap items-baseline gap-x-4 gap-y-0.5 font-mono text-2xs text-faint sm:col-span-2">
      <span>{props.entry.at.replace("T", " ").replace(/(?:\.\d+)?Z$/, " UTC")}</span>
      <span class="text-muted">{props.entry.event}</span>
      <span title="Actor">
        {props.entry.actor.type}
        <Show when={props.entry.actor.id}>{(id) => <> {id()}</>}</Show>
      </span>
      <Show when={props.entry.target}>
        {(target) => (
          <span title="Target">
            → {target().type} {target().id}
          </span>
        )}
      </Show>
      <Show when={props.entry.address}>{(address) => <span title="Address">from {address()}</span>}</Show>
      <Show when={props.entry.requestId}>{(id) => <span title="Request">request {id()}</span>}</Show>
      <Show when={auditTenantId(props.entry)}>
        {(tenantId) => (
          <Link
            to="/tenants/$tenantId"
            params={{ tenantId: tenantId() }}
            class="rounded-sm font-sans text-xs text-muted underline decoration-line-strong underline-offset-2 hover:text-ink"
          >
            View the tenant
          </Link>
        )}
      </Show>
    </div>
  );
}
