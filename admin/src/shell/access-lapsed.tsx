import type { JSX } from "solid-js";
import { WarningIcon } from "../../../ui/icons.tsx";

/**
 * While somebody is at work and their Access session ends. What they typed must not be lost: they sign in in another
 * tab, and when they come back here the console finds out by itself.
 */
export function AccessLapsed(): JSX.Element {
  return (
    <div
      role="alert"
      class="z-10 flex flex-wrap items-center justify-center gap-x-3 gap-y-1 bg-signal lg:sticky lg:top-0 px-4 py-2 text-sm font-medium text-[#17191c]"
    >
      <WarningIcon class="size-4 max-sm:hidden" />
      <span>Your Access session has ended. Nothing can be loaded or changed.</span>
      <a href="/" target="_blank" class="rounded-sm underline underline-offset-[3px]">
        Sign in in a new tab
      </a>
    </div>
  );
}
