import { createSignal, createUniqueId, For, Show, type JSX } from "solid-js";
import { Dynamic } from "solid-js/web";
import type { TenantEvent } from "../../../src/audit/event.ts";
import { Badge } from "../../../ui/badge.tsx";
import {
  BuildingIcon,
  ChevronDownIcon,
  DeviceIcon,
  KeyIcon,
  LogIcon,
  MailIcon,
  PauseIcon,
  PeopleIcon,
  SignOutIcon,
  SlidersIcon,
  WarningIcon,
  type Icon,
} from "../../../ui/icons.tsx";
import { ClockTime, RelativeTime } from "../../../ui/relative-time.tsx";
import type { AuditLog } from "../api.gen/types.gen.ts";
import { describeDevice } from "../sessions/device.ts";
import { AuditDetails } from "./audit-details.tsx";
import { actorName, auditSentence } from "./sentence.ts";

const icons: Readonly<Record<TenantEvent, Icon>> = {
  "tenant.created": BuildingIcon,
  "tenant.suspended": PauseIcon,
  "tenant.restored": BuildingIcon,
  "tenant.deleted": WarningIcon,
  "settings.updated": SlidersIcon,
  "invitation.created": MailIcon,
  "invitation.revoked": MailIcon,
  "invitation.refused": WarningIcon,
  "invitation.accepted": PeopleIcon,
  "member.role_changed": PeopleIcon,
  "member.removed": PeopleIcon,
  "user.signed_in": DeviceIcon,
  "user.sign_in_failed": WarningIcon,
  "user.signed_out": SignOutIcon,
  "user.locked_out": WarningIcon,
  "address.blocked": WarningIcon,
  "password.reset_refused": WarningIcon,
  "audit-logs.exported": LogIcon,
  "audit-logs.expired": LogIcon,
  "password.reset_requested": KeyIcon,
  "password.reset": KeyIcon,
  "session.revoked": DeviceIcon,
  "user.sessions_revoked": DeviceIcon,
  "tenant.sessions_revoked": DeviceIcon,
};

/** What happened, in a sentence; the rest of what is known about it can be unfolded. */
export function AuditEntry(props: { readonly log: AuditLog; readonly brief?: boolean }): JSX.Element {
  const detailsId = createUniqueId();
  const [unfolded, setUnfolded] = createSignal(false);
  const icon = () => (Object.hasOwn(icons, props.log.event) ? icons[props.log.event as TenantEvent] : LogIcon);
  const isTrouble = () => props.log.event === "user.sign_in_failed" || props.log.event === "tenant.suspended";
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
        <div id={detailsId}>
          <Show when={unfolded()}>
            <AuditDetails log={props.log} />
          </Show>
        </div>
      </div>
      <Show when={props.brief !== true}>
        <button
          type="button"
          aria-label="Details"
          title="Details"
          aria-expanded={unfolded()}
          aria-controls={detailsId}
          class="easing grid size-8 shrink-0 place-items-center rounded-md text-faint hover:bg-sunken hover:text-ink coarse:size-11"
          onClick={() => setUnfolded(!unfolded())}
        >
          <ChevronDownIcon class={`size-4 ${unfolded() ? "rotate-180" : ""}`} />
        </button>
      </Show>
    </div>
  );
}

function Sentence(props: { readonly log: AuditLog }): JSX.Element {
  return (
    <p class="text-base text-muted">
      <span class="font-medium text-ink">{actorName(props.log)}</span>
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
    </p>
  );
}
