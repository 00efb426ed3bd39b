import * as Kobalte from "@kobalte/core/dropdown-menu";
import { For, Show, type JSX } from "solid-js";
import { Dynamic } from "solid-js/web";
import { DotsIcon, type Icon } from "./icons.tsx";
import { Slot } from "./slot.tsx";

export interface MenuAction {
  readonly label: string;
  readonly icon?: Icon;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly onSelect: () => void;
}

export interface MenuProps {
  /** What the button opens, e.g. "Actions for Ada Lovelace". */
  readonly label: string;
  /** Groups of actions, a line between them. Empty ones are left out. */
  readonly groups: readonly (readonly MenuAction[])[];
  /** What stands above the actions, such as who is signed in. */
  readonly heading?: JSX.Element;
  /** What is on the button; three dots unless told. */
  readonly trigger?: JSX.Element;
  readonly triggerClass?: string;
  readonly placement?: "bottom-end" | "bottom-start" | "top-start" | "top-end";
}

export function Menu(props: MenuProps): JSX.Element {
  const groups = () => props.groups.filter((group) => group.length > 0);
  return (
    <Kobalte.Root gutter={6} placement={props.placement ?? "bottom-end"}>
      <Kobalte.Trigger
        aria-label={props.label}
        class={
          props.triggerClass ??
          "easing inline-grid size-8 place-items-center rounded-md text-muted hover:bg-sunken hover:text-ink data-[expanded]:bg-sunken data-[expanded]:text-ink coarse:size-11"
        }
      >
        <Show when={"trigger" in props} fallback={<DotsIcon class="size-[1.125rem]" />}>
          {props.trigger}
        </Show>
      </Kobalte.Trigger>
      <Kobalte.Portal>
        <Kobalte.Content class="appearing z-50 max-w-[calc(100vw-1.5rem)] min-w-48 rounded-lg border border-line-strong bg-raised p-1.5 shadow-popover outline-none">
          <Slot class="border-b border-line px-2.5 pt-1.5 pb-2.5 mb-1.5">{props.heading}</Slot>
          <For each={groups()}>
            {(group, index) => (
              <>
                <Show when={index() > 0}>
                  <Kobalte.Separator class="my-1.5 border-line" />
                </Show>
                <For each={group}>{(action) => <MenuRow {...action} />}</For>
              </>
            )}
          </For>
        </Kobalte.Content>
      </Kobalte.Portal>
    </Kobalte.Root>
  );
}

function MenuRow(props: MenuAction): JSX.Element {
  return (
    <Kobalte.Item
      class="flex items-center gap-2.5 rounded-md px-2.5 py-1.5 text-base outline-none data-[disabled]:opacity-50 coarse:py-2.5"
      classList={{
        "text-danger-ink data-[highlighted]:bg-danger-soft": props.danger === true,
        "text-ink data-[highlighted]:bg-sunken": props.danger !== true,
      }}
      disabled={props.disabled ?? false}
      onSelect={() => props.onSelect()}
    >
      <Show when={props.icon}>
        <Dynamic component={props.icon} class="size-4 opacity-80" />
      </Show>
      {props.label}
    </Kobalte.Item>
  );
}
