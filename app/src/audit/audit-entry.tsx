import { For, Show, type JSX } from "solid-js";
import { Dynamic } from "solid-js/web";
import type { Category } from "../../../src/audit/event.ts";
import { Badge } from "../../../ui/badge.tsx";
import {
  BuildingIcon,
  ChevronRightIcon,
  DeviceIcon,
  KeyIcon,
  LogIcon,
  PeopleIcon,
  ShieldIcon,
  SlidersIcon,
  WarningIcon,
  type Icon,
} from "../../../ui/icons.tsx";
import { ClockTime, RelativeTime } from "../../../ui/relative-time.tsx";
import type { AuditLog } from "../api.gen/types.gen.ts";
import { describeDevice } from "../sessions/device.ts";
import { actorName, auditSentence, auditText } from "./sentence.ts";

const icons: Readonly<Record<Category, Icon>> = {
  authentication: KeyIcon,
  session: DeviceIcon,
  membership: PeopleIcon,
  configuration: SlidersIcon,
  tenant: BuildingIcon,
  operator: ShieldIcon,
  audit: LogIcon,
};

/** What happened, in a sentence. With `onOpen` the rest of what is known about it can be asked for. */
export function AuditEntry(props: {
  readonly log: AuditLog;
  readonly brief?: boolean;
  readonly onOpen?: () => void;
}): JSX.Element {
  const isTrouble = () => props.log.outcome === "failure" || props.log.severity === "warning";
  const icon = () => {
    if (isTrouble()) return WarningIcon;
    return props.log.category === null ? LogIcon : icons[props.log.category];
  };
  return (
    <div class="flex items-start gap-3.5">
      <span
        class={`mt-0.5 grid size-8 shrink-0 place-items-center rounded-full ${isTrouble() ? "bg-warning-soft text-warning-ink" : "bg-sunken text-muted"}`}
      >
        <Dynamic component={icon()} class="size-4" />
      </span>
      <div class="min-w-0 flex-1">
        <Sentence log={props.log} />
        <p class="text-sm text-faint">
          <Show when={props.brief !== true} fallback={<RelativeTime at={props.log.at} />}>
            <ClockTime at={props.log.at} />
            <Show when={props.log.address}>{(address) => <> · {address()}</>}</Show>
            <Show when={props.log.userAgent}>{(userAgent) => <> · {describeDevice(userAgent()).name}</>}</Show>
          </Show>
        </p>
      </div>
      <Show when={props.onOpen}>
        <button
          type="button"
          aria-label={`Details: ${auditText(props.log)}`}
          title="Details"
          aria-haspopup="dialog"
          class="easing grid size-8 shrink-0 place-items-center rounded-md text-faint hover:bg-sunken hover:text-ink coarse:size-11"
          onClick={() => props.onOpen?.()}
        >
          <ChevronRightIcon class="size-4" />
        </button>
      </Show>
    </div>
  );
}

function Sentence(props: { readonly log: AuditLog }): JSX.Element {
  return (
    <p class="text-base text-muted">
      <span class="font-medium break-words text-ink">{actorName(props.log)}</span>
      <Show when={props.log.actor.type === "operator"}>
        <span class="ml-1.5 inline-block align-[0.06em]">
          <Badge tone="info">Service operator</Badge>
        </span>
      </Show>{" "}
      <For each={auditSentence(props.log)}>
        {(part) =>
          typeof part === "string" ? part : <span class="font-medium break-words text-ink">{part.name}</span>
        }
      </For>
      <Show when={props.log.outcome === "failure"}>
        <span class="ml-1.5 inline-block align-[0.06em]">
          <Badge tone="warning">Failed</Badge>
        </span>
      </Show>
    </p>
  );
}
