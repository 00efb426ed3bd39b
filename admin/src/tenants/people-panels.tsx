import { For, Show, type JSX } from "solid-js";
import type { Role } from "../../../src/authorization/role.ts";
import { Badge } from "../../../ui/badge.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { PeopleIcon } from "../../../ui/icons.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { RelativeTime } from "../../../ui/relative-time.tsx";
import type { Tenant } from "../api.gen/types.gen.ts";
import { tenantRoleName } from "./tenant-role.ts";

/** The accounts in a tenant's pool. */
export function PeoplePanel(props: { readonly tenant: Tenant }): JSX.Element {
  const hidden = () => props.tenant.members - props.tenant.people.length;
  return (
    <Panel title="People" flush>
      <Show
        when={props.tenant.people.length > 0}
        fallback={
          <EmptyState icon={PeopleIcon} title="Nobody has joined yet">
            People appear here when they accept their invitation.
          </EmptyState>
        }
      >
        <ul class="divide-y divide-line">
          <For each={props.tenant.people}>
            {(person) => (
              <PersonRow title={person.name} detail={person.email} role={person.role}>
                joined <RelativeTime at={person.createdAt} />
              </PersonRow>
            )}
          </For>
        </ul>
        <Show when={hidden() > 0}>
          <p class="border-t border-line px-4 py-3 text-sm text-muted md:px-5">and {hidden()} more</p>
        </Show>
      </Show>
    </Panel>
  );
}

/** Who has been invited and has not answered. */
export function InvitationsPanel(props: { readonly tenant: Tenant }): JSX.Element {
  return (
    <Show when={props.tenant.invitations.length > 0}>
      <Panel title="Open invitations" flush>
        <ul class="divide-y divide-line">
          <For each={props.tenant.invitations}>
            {(invitation) => (
              <PersonRow title={invitation.email} role={invitation.role}>
                expires <RelativeTime at={invitation.expiresAt} />
              </PersonRow>
            )}
          </For>
        </ul>
      </Panel>
    </Show>
  );
}

function PersonRow(props: {
  readonly title: string;
  readonly detail?: string;
  readonly role: Role;
  readonly children: JSX.Element;
}): JSX.Element {
  return (
    <li class="flex items-center justify-between gap-4 px-4 py-2.5 md:px-5">
      <div class="min-w-0">
        <p class="truncate text-base font-medium text-ink">{props.title}</p>
        <Show when={props.detail}>
          <p class="truncate text-sm text-muted">{props.detail}</p>
        </Show>
      </div>
      <div class="grid shrink-0 justify-items-end gap-0.5">
        <Badge>{tenantRoleName(props.role)}</Badge>
        <span class="text-xs text-muted">{props.children}</span>
      </div>
    </li>
  );
}
