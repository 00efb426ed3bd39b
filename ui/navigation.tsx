import { For, Show, type JSX } from "solid-js";
import { Dynamic } from "solid-js/web";
import { DotsIcon, type Icon } from "./icons.tsx";
import { Menu } from "./menu.tsx";

export interface NavigationItem {
  readonly href: string;
  readonly label: string;
  readonly icon: Icon;
}

export interface NavigationProps {
  readonly items: readonly NavigationItem[];
  readonly path: string;
  readonly onNavigate: (href: string) => void;
}

export function SideNavigation(props: NavigationProps): JSX.Element {
  return (
    <nav aria-label="Main" class="flex-1 overflow-y-auto">
      <ul class="grid gap-0.5">
        <For each={props.items}>
          {(item) => (
            <li>
              <NavigationLink
                {...props}
                item={item}
                class="easing flex items-center gap-2.5 rounded-md border border-transparent px-2.5 py-1.5 font-medium text-muted hover:bg-sunken hover:text-ink aria-[current]:border-line aria-[current]:bg-surface aria-[current]:text-ink aria-[current]:shadow-card coarse:py-2.5"
              >
                <Dynamic
                  component={item.icon}
                  class={`size-[1.125rem] ${isCurrent(item.href, props.path) ? "text-brand-ink" : "text-faint"}`}
                />
                {item.label}
              </NavigationLink>
            </li>
          )}
        </For>
      </ul>
    </nav>
  );
}

/* As many as fit on a phone of 320 pixels with labels that can be read. */
const fitting = 5;

export function BottomNavigation(props: NavigationProps): JSX.Element {
  const shown = () => (props.items.length > fitting ? props.items.slice(0, fitting - 1) : props.items);
  const rest = () => props.items.slice(shown().length);
  const cell =
    "grid min-h-14 w-full content-center justify-items-center gap-0.5 rounded-md px-0.5 text-2xs font-medium text-muted aria-[current]:text-brand-ink";
  return (
    <nav
      aria-label="Main"
      class="fixed inset-x-0 bottom-0 z-20 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] lg:hidden"
    >
      <ul class="mx-auto flex max-w-lg px-1">
        <For each={shown()}>
          {(item) => (
            <li class="min-w-0 flex-1">
              <NavigationLink {...props} item={item} class={cell}>
                <Dynamic component={item.icon} class="size-5" />
                <span class="max-w-full truncate">{item.label}</span>
              </NavigationLink>
            </li>
          )}
        </For>
        <Show when={rest().length > 0}>
          <li class="min-w-0 flex-1">
            <Menu
              label="More pages"
              placement="top-end"
              triggerClass={cell}
              groups={[
                rest().map((item) => ({
                  label: item.label,
                  icon: item.icon,
                  onSelect: () => props.onNavigate(item.href),
                })),
              ]}
              trigger={
                <>
                  <DotsIcon class="size-5" />
                  <span>More</span>
                </>
              }
            />
          </li>
        </Show>
      </ul>
    </nav>
  );
}

function NavigationLink(
  props: NavigationProps & { readonly item: NavigationItem; readonly class: string; readonly children: JSX.Element },
): JSX.Element {
  return (
    <a
      href={props.item.href}
      class={props.class}
      aria-current={isCurrent(props.item.href, props.path) ? "page" : undefined}
      onClick={(event) => {
        if (!isPlainClick(event)) return;
        event.preventDefault();
        props.onNavigate(props.item.href);
      }}
    >
      {props.children}
    </a>
  );
}

/** Whether a click should stay in this tab; everything else is the browser's to do. */
function isPlainClick(event: MouseEvent): boolean {
  return event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
}

function isCurrent(href: string, path: string): boolean {
  return href === "/" ? path === "/" : path === href || path.startsWith(`${href}/`);
}
