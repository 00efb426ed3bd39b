import { Show, type JSX } from "solid-js";
import { ChevronDownIcon } from "./icons.tsx";
import { Menu, type MenuAction } from "./menu.tsx";
import { Avatar } from "./monogram.tsx";

export interface Account {
  readonly name: string;
  readonly email: string;
  /** What they are here, e.g. "Owner". */
  readonly role: string;
  readonly actions: readonly (readonly MenuAction[])[];
}

/** Who is signed in, and what they can do about it. */
export function AccountMenu(props: { readonly account: Account; readonly wide?: boolean }): JSX.Element {
  return (
    <Menu
      label={`Account of ${props.account.name}`}
      placement={props.wide === true ? "top-start" : "bottom-end"}
      groups={props.account.actions}
      triggerClass={
        props.wide === true
          ? "easing flex w-full items-center gap-2.5 rounded-md px-2 py-2 text-left hover:bg-sunken data-[expanded]:bg-sunken"
          : "rounded-full coarse:p-1"
      }
      heading={
        <>
          <p class="font-medium text-ink">{props.account.name}</p>
          <p class="text-sm text-muted">{props.account.email}</p>
        </>
      }
      trigger={
        <>
          <Avatar name={props.account.name} />
          <Show when={props.wide}>
            <span class="min-w-0 flex-1 leading-tight">
              <span class="block truncate text-base font-medium text-ink">{props.account.name}</span>
              <span class="block truncate text-xs text-muted">{props.account.role}</span>
            </span>
            <ChevronDownIcon class="size-4 rotate-180 text-faint" />
          </Show>
        </>
      }
    />
  );
}
