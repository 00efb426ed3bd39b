import type { JSX } from "solid-js";
import { AccountMenu, type Account } from "./account-menu.tsx";
import { OfflineBanner } from "./offline-banner.tsx";
import { BottomNavigation, SideNavigation, type NavigationItem } from "./navigation.tsx";
import { ToastRegion } from "./toast-region.tsx";

export interface AppShellProps {
  /** The mark and the name of what one is in: the organization, or the console. */
  readonly mark: JSX.Element;
  readonly name: string;
  readonly subtitle?: string;
  readonly items: readonly NavigationItem[];
  /** The path of the page that is shown: marks its item, and those above it. */
  readonly path: string;
  readonly onNavigate: (href: string) => void;
  readonly account: Account;
  /** Above every page, such as a banner. */
  readonly banner?: JSX.Element;
  readonly children: JSX.Element;
}

/** Everything around a page: navigation at the left, at the bottom of a phone; the page; and what pops up over it. */
export function AppShell(props: AppShellProps): JSX.Element {
  let main: HTMLElement | undefined;
  return (
    <>
      <a
        href="#main"
        class="fixed top-2 left-2 z-60 -translate-y-20 rounded-md bg-ink px-4 py-2.5 font-medium text-canvas focus:translate-y-0"
        onClick={(event) => {
          event.preventDefault();
          main?.focus();
        }}
      >
        Skip to the page
      </a>
      <OfflineBanner />
      <div class="lg:grid lg:min-h-dvh lg:grid-cols-[15.5rem_minmax(0,1fr)]">
        <aside class="sticky top-0 hidden h-dvh flex-col gap-6 border-r border-line px-3 py-4 lg:flex">
          <Identity mark={props.mark} name={props.name} subtitle={props.subtitle} />
          <SideNavigation items={props.items} path={props.path} onNavigate={props.onNavigate} />
          <AccountMenu account={props.account} wide />
        </aside>
        <div class="flex min-h-dvh min-w-0 flex-col">
          <header class="sticky top-0 z-20 flex items-center justify-between gap-4 border-b border-line bg-canvas px-4 py-2.5 lg:hidden">
            <Identity mark={props.mark} name={props.name} subtitle={undefined} />
            <AccountMenu account={props.account} />
          </header>
          {props.banner}
          <main
            ref={(element) => (main = element)}
            id="main"
            tabindex="-1"
            class="mx-auto w-full max-w-[66rem] flex-1 px-4 pt-6 pb-28 md:px-8 lg:pt-9 lg:pb-16"
          >
            {props.children}
          </main>
        </div>
      </div>
      <BottomNavigation items={props.items} path={props.path} onNavigate={props.onNavigate} />
      <ToastRegion />
    </>
  );
}

function Identity(props: {
  readonly mark: JSX.Element;
  readonly name: string;
  readonly subtitle: string | undefined;
}): JSX.Element {
  return (
    <div class="flex min-w-0 items-center gap-2.5 lg:px-2 lg:pt-1">
      {props.mark}
      <div class="min-w-0 leading-tight">
        <p class="truncate font-semibold tracking-[-0.01em] text-ink">{props.name}</p>
        {props.subtitle === undefined ? null : <p class="truncate text-xs text-muted">{props.subtitle}</p>}
      </div>
    </div>
  );
}
