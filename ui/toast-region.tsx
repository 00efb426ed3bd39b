import { For, onCleanup, onMount, Show, type JSX } from "solid-js";
import { Dynamic, Portal } from "solid-js/web";
import { CheckIcon, CloseIcon, InfoIcon, StopIcon } from "./icons.tsx";
import { dismissToast, toasts, type ToastMessage } from "./toast.ts";

const icons = { info: InfoIcon, success: CheckIcon, danger: StopIcon } as const;
const inks = { info: "text-info-ink", success: "text-success-ink", danger: "text-danger-ink" } as const;

const shownForMilliseconds = 6000;

/** Where toasts appear, once per app. The region is there before the first of them, or they would not be read out. */
export function ToastRegion(): JSX.Element {
  return (
    <Portal>
      <div
        role="status"
        aria-live="polite"
        class="pointer-events-none fixed inset-x-0 bottom-[max(1rem,env(safe-area-inset-bottom))] z-60 grid justify-items-center gap-2 px-4 max-lg:bottom-20 lg:justify-items-end lg:px-6"
      >
        <For each={toasts()}>{(message) => <Toast message={message} />}</For>
      </div>
    </Portal>
  );
}

function Toast(props: { readonly message: ToastMessage }): JSX.Element {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hold = () => clearTimeout(timer);
  const release = () => {
    hold();
    timer = setTimeout(() => dismissToast(props.message.id), shownForMilliseconds);
  };
  onMount(release);
  onCleanup(hold);
  return (
    <div
      class="appearing pointer-events-auto flex w-full max-w-sm items-start gap-3 rounded-lg border border-line-strong bg-raised py-3 pr-2 pl-3.5 text-base text-ink shadow-popover"
      onPointerEnter={hold}
      onPointerLeave={release}
      onFocusIn={hold}
      onFocusOut={release}
    >
      <Dynamic component={icons[props.message.tone]} class={`mt-px size-5 ${inks[props.message.tone]}`} />
      <Show when={props.message.tone === "danger"}>
        <span class="sr-only">Error:</span>
      </Show>
      <p class="min-w-0 flex-1">{props.message.text}</p>
      <button
        type="button"
        aria-label="Dismiss"
        class="easing -my-1 grid size-8 place-items-center rounded-md text-muted hover:bg-sunken hover:text-ink"
        onClick={() => dismissToast(props.message.id)}
      >
        <CloseIcon class="size-4" />
      </button>
    </div>
  );
}
