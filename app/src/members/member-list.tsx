import { useInfiniteQuery } from "@tanstack/solid-query";
import { createSignal, Show, type JSX } from "solid-js";
import { reaches } from "../../../src/authorization/role.ts";
import { Badge } from "../../../ui/badge.tsx";
import { Loaded } from "../../../ui/loaded.tsx";
import { Menu } from "../../../ui/menu.tsx";
import { Avatar } from "../../../ui/monogram.tsx";
import { DeviceIcon, SlidersIcon, TrashIcon } from "../../../ui/icons.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { RelativeTime } from "../../../ui/relative-time.tsx";
import { DataTable, type Column } from "../../../ui/table.tsx";
import type { Member } from "../api.gen/types.gen.ts";
import { useMay, useMe } from "../session/me.tsx";
import { LoadMore } from "../../../ui/load-more.tsx";
import { MemberSessionsDialog } from "./member-sessions-dialog.tsx";
import { membersQuery } from "./queries.ts";
import { RemoveMemberDialog } from "./remove-member-dialog.tsx";
import { RoleDialog } from "./role-dialog.tsx";
import { roleNames } from "./role-name.ts";

export function MemberList(): JSX.Element {
  const me = useMe();
  const may = useMay();
  const query = useInfiniteQuery(() => membersQuery);
  const [changing, setChanging] = createSignal<Member | null>(null);
  const [watching, setWatching] = createSignal<Member | null>(null);
  const [removing, setRemoving] = createSignal<Member | null>(null);

  const isMe = (member: Member) => member.id === me().user.id;
  /* Nobody reaches above themselves: what the API would refuse is not offered. */
  const mayChange = (member: Member) => may("members:change-role") && reaches(me().role, member.role);
  /* One's own have a page of their own. */
  const mayWatch = (member: Member) => may("member-sessions:read") && reaches(me().role, member.role) && !isMe(member);
  const mayRemove = (member: Member) => may("members:remove") && reaches(me().role, member.role);

  const columns: readonly Column<Member>[] = [
    { header: "Name", kind: "title", cell: (member) => <Person member={member} isMe={isMe(member)} /> },
    {
      header: "Role",
      width: "md:w-36",
      cell: (member) => <Badge tone={member.role === "owner" ? "brand" : "neutral"}>{roleNames[member.role]}</Badge>,
    },
    {
      header: "Member since",
      width: "md:w-40",
      cell: (member) => (
        <span class="text-muted">
          <RelativeTime at={member.createdAt} />
        </span>
      ),
    },
    {
      header: "Actions",
      kind: "actions",
      align: "end",
      width: "md:w-20",
      cell: (member) => (
        <Show when={mayChange(member) || mayWatch(member) || mayRemove(member)}>
          <Menu
            label={`Actions for ${member.name}`}
            groups={[
              [
                ...(mayChange(member)
                  ? [{ label: "Change role…", icon: SlidersIcon, onSelect: () => setChanging(member) }]
                  : []),
                ...(mayWatch(member)
                  ? [{ label: "Sessions…", icon: DeviceIcon, onSelect: () => setWatching(member) }]
                  : []),
              ],
              mayRemove(member)
                ? [
                    {
                      label: isMe(member) ? "Leave the organization…" : "Remove…",
                      icon: TrashIcon,
                      danger: true,
                      onSelect: () => setRemoving(member),
                    },
                  ]
                : [],
            ]}
          />
        </Show>
      ),
    },
  ];

  return (
    <>
      <Panel title="People" flush>
        <Loaded query={query}>
          {(data) => (
            <>
              <DataTable
                caption={`Members of ${me().organization.name}`}
                columns={columns}
                rows={data().pages.flatMap((page) => page.items)}
              />
              <LoadMore query={query} label="Show more people" />
            </>
          )}
        </Loaded>
      </Panel>
      <RoleDialog member={changing()} onClose={() => setChanging(null)} />
      <MemberSessionsDialog member={watching()} onClose={() => setWatching(null)} />
      <RemoveMemberDialog member={removing()} onClose={() => setRemoving(null)} />
    </>
  );
}

function Person(props: { readonly member: Member; readonly isMe: boolean }): JSX.Element {
  return (
    <div class="flex min-w-0 items-center gap-3">
      <Avatar name={props.member.name} class="size-9" />
      <div class="min-w-0">
        <p class="truncate font-medium text-ink">
          {props.member.name}
          <Show when={props.isMe}>
            <span class="ml-1.5 font-normal text-muted">(you)</span>
          </Show>
        </p>
        <p class="truncate text-sm text-muted">{props.member.email}</p>
      </div>
    </div>
  );
}
