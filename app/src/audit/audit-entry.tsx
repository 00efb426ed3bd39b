import { createMemo, For, Show, type JSX } from "solid-js";
import { Dynamic } from "solid-js/web";
import type { TenantEvent } from "../../../src/audit/event.ts";
import { Badge } from "../../../ui/badge.tsx";
import {
  BuildingIcon,
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
import { RelativeTime } from "../../../ui/relative-time.tsx";
import type { AuditLog } from "../api.gen/types.gen.ts";
import { describeDevice } from "../sessions/device.ts";
import { actorName, auditSentence } from "./sentence.ts";

const icons: Readonly<Record<TenantEvent, Icon>> = {
  "tenant.created": BuildingIcon,
  "tenant.suspended": PauseIcon,
  "tenant.restored": BuildingIcon,
  "tenant.deleted": WarningIcon,
  "settings.updated": SlidersIcon,
  "invitation.created": MailIcon,
  "invitation.revoked": MailIcon,
  "invitation.accepted": PeopleIcon,
  "member.role_changed": PeopleIcon,
  "member.removed": PeopleIcon,
  "user.signed_in": DeviceIcon,
  "user.sign_in_failed": WarningIcon,
  "user.signed_out": SignOutIcon,
  "password.reset_requested": KeyIcon,
  "password.reset": KeyIcon,
  "session.revoked": DeviceIcon,
  "user.sessions_revoked": DeviceIcon,
  "tenant.sessions_revoked": DeviceIcon,
};

/** What happened, in a sentence; the rest of what is known about it can be unfolded. */
export function AuditEntry(props: { readonly log: AuditLog; readonly brief?: boolean }): JSX.Element {
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
        <p class="text-base text-muted">
          <span class="font-medium text-ink">{actorName(props.log)}</span>
          <Show when={props.log.actor.type === "operator"}>
            <span class="mx-1.5 inline-block align-[0.06em]">
              <Badge tone="info">Service operator</Badge>
            </span>
          </Show>{" "}
          <For each={auditSentence(props.log)}>
            {(part) =>
              typeof part === "string" ? part : <span class="font-medium break-words text-ink">{part.name}</span>
            }
          </For>
        </p>
        <p class="text-sm text-faint">
          <RelativeTime at={props.log.at} />
          <Show when={props.brief !== true && props.log.address}>
            {(address) => (
              <>
                {" · "}
                <span class="font-mono text-xs">{address()}</span>
              </>
            )}
          </Show>
          <Show when={props.brief !== true && props.log.userAgent}>
            {(userAgent) => <> · {describeDevice(userAgent()).name}</>}
          </Show>
        </p>
        <Show when={props.brief !== true}>
          <Details log={props.log} />
        </Show>
      </div>
    </div>
  );
}

function Details(props: { readonly log: AuditLog }): JSX.Element {
  const rows = createMemo((): readonly (readonly [string, string])[] => {
    const { event, actor, target, at, requestId, userAgent, data } = props.log;
    const known = Object.keys(data).length > 0 ? JSON.stringify(data) : null;
    const all: readonly (readonly [string, string | null])[] = [
      ["Event", event],
      ["Time", at],
      ["Actor", actor.id === null ? actor.type : `${actor.type} ${actor.id}`],
      ["Target", target === null ? null : `${target.type} ${target.id}`],
      ["Request", requestId],
      ["Browser", userAgent],
      ["Data", known],
    ];
    return all.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
  });
  return (
    <details class="mt-1">
      <summary class="w-fit cursor-pointer rounded-sm text-sm text-muted marker:text-faint hover:text-ink">
        Details
      </summary>
      <dl class="mt-2 grid gap-x-4 gap-y-1 rounded-md bg-sunken p-3 text-xs sm:grid-cols-[4.5rem_minmax(0,1fr)]">
        <For each={rows()}>
          {([name, value]) => (
            <>
              <dt class="text-muted">{name}</dt>
              <dd class="font-mono break-all text-ink max-sm:mb-1">{value}</dd>
            </>
          )}
        </For>
      </dl>
    </details>
  );
}
