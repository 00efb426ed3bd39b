import { Link } from "@tanstack/solid-router";
import { For, type JSX } from "solid-js";
import { Dynamic } from "solid-js/web";
import type { Action } from "../../../src/authorization/action.ts";
import { ChevronRightIcon, DeviceIcon, PeopleIcon, PlusIcon, SlidersIcon, type Icon } from "../../../ui/icons.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { useMay } from "../session/me.tsx";

interface Shortcut {
  readonly to: "/members" | "/sessions" | "/settings";
  readonly label: string;
  readonly icon: Icon;
  readonly action: Action;
}

const shortcuts: readonly Shortcut[] = [
  { to: "/members", label: "Invite someone", icon: PlusIcon, action: "invitations:create" },
  { to: "/members", label: "See who is here", icon: PeopleIcon, action: "members:read" },
  { to: "/sessions", label: "Check where you are signed in", icon: DeviceIcon, action: "sessions:read" },
  { to: "/settings", label: "Change name and colour", icon: SlidersIcon, action: "settings:update" },
];

export function Shortcuts(): JSX.Element {
  const may = useMay();
  return (
    <Panel title="Shortcuts" flush>
      <ul class="divide-y divide-line">
        <For each={shortcuts.filter(({ action }) => may(action))}>
          {(shortcut) => (
            <li>
              <Link
                to={shortcut.to}
                class="easing flex items-center gap-3 px-4 py-3 font-medium text-ink hover:bg-sunken focus-visible:-outline-offset-2 md:px-5"
              >
                <Dynamic component={shortcut.icon} class="size-[1.125rem] text-muted" />
                <span class="min-w-0 flex-1">{shortcut.label}</span>
                <ChevronRightIcon class="size-4 text-faint" />
              </Link>
            </li>
          )}
        </For>
      </ul>
    </Panel>
  );
}
