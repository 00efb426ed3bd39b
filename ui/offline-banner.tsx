import { createSignal, onCleanup, onMount, Show, type JSX } from "solid-js";
import { OfflineIcon } from "./icons.tsx";

/** Says so while the browser has no network. What is on the page stays, and may be old. */
export function OfflineBanner(): JSX.Element {
  const [offline, setOffline] = createSignal(!navigator.onLine);
  const update = () => setOffline(!navigator.onLine);
  onMount(() => {
    window.addEventListener("online", update);
    window.addEventListener("offline", update);
  });
  onCleanup(() => {
    window.removeEventListener("online", update);
    window.removeEventListener("offline", update);
  });
  return (
    <div
      role="status"
      class="pointer-events-none fixed inset-x-0 bottom-18 z-30 grid justify-items-center px-3 lg:bottom-4"
    >
      <Show when={offline()}>
        <div class="appearing flex items-center gap-2.5 rounded-xl bg-ink px-4 py-2 text-sm font-medium text-canvas shadow-popover">
          <OfflineIcon class="size-4" />
          <span>You are offline. What you see may be out of date.</span>
        </div>
      </Show>
    </div>
  );
}
