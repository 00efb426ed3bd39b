import { Link } from "@tanstack/solid-router";
import { createSignal, Show, type JSX } from "solid-js";
import { CloseIcon, MenuIcon } from "../../../ui/icons.tsx";
import { OfflineBanner } from "../../../ui/offline-banner.tsx";
import { ConsoleMark } from "./console-mark.tsx";
import { Navigation } from "./navigation.tsx";
import { OperatorCard } from "./operator-card.tsx";

/** The console around every page: the rail with its places, and on a phone a bar that unfolds them. */
export function Frame(props: { readonly banner?: JSX.Element; readonly children: JSX.Element }): JSX.Element {
  return (
    <div class="min-h-dvh bg-canvas lg:grid lg:grid-cols-[15rem_minmax(0,1fr)]">
      <a
        href="#content"
        class="sr-only focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-50 focus:rounded-md focus:bg-raised focus:px-4 focus:py-2 focus:text-ink"
        onClick={(event) => {
          event.preventDefault();
          document.querySelector<HTMLElement>("#content")?.focus();
        }}
      >
        Skip to the content
      </a>
      <Rail />
      <TopBar />
      <div class="min-w-0">
        <OfflineBanner />
        {props.banner}
        <main id="content" tabindex="-1" class="mx-auto max-w-[72rem] px-4 py-6 outline-none md:px-8 md:py-8">
          {props.children}
        </main>
      </div>
    </div>
  );
}

function Rail(): JSX.Element {
  return (
    <div class="on-rail sticky top-0 hidden h-dvh flex-col gap-7 overflow-y-auto border-t-3 border-signal bg-rail p-4 text-rail-ink lg:flex">
      <Link to="/" class="self-start rounded-md px-2 pt-2" aria-label="Gatehouse Console, overview">
        <ConsoleMark />
      </Link>
      <Navigation />
      <div class="mt-auto">
        <OperatorCard />
      </div>
    </div>
  );
}

function TopBar(): JSX.Element {
  const [open, setOpen] = createSignal(false);
  let toggle: HTMLButtonElement | undefined;
  return (
    <div
      class="on-rail sticky top-0 z-20 border-t-3 border-signal bg-rail text-rail-ink lg:hidden"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !open()) return;
        setOpen(false);
        toggle?.focus();
      }}
    >
      <div class="flex items-center justify-between py-1.5 pr-2 pl-4">
        <Link to="/" class="rounded-md" aria-label="Gatehouse Console, overview" onClick={() => setOpen(false)}>
          <ConsoleMark />
        </Link>
        <button
          ref={(element) => (toggle = element)}
          type="button"
          aria-expanded={open()}
          aria-controls="places"
          aria-label={open() ? "Close the menu" : "Open the menu"}
          class="grid size-11 place-items-center rounded-md text-rail-muted hover:bg-rail-raised hover:text-rail-ink"
          onClick={() => setOpen(!open())}
        >
          <Show when={open()} fallback={<MenuIcon />}>
            <CloseIcon />
          </Show>
        </button>
      </div>
      <div id="places" hidden={!open()} class="border-t border-rail-line px-3 pt-3 pb-4">
        <Navigation onNavigate={() => setOpen(false)} />
        <div class="mt-4">
          <OperatorCard onNavigate={() => setOpen(false)} />
        </div>
      </div>
    </div>
  );
}
