import { createSignal, For, onCleanup, onMount, Show, type JSX } from "solid-js";
import { Dynamic, Portal } from "solid-js/web";
import { CheckIcon, CloseIcon, InfoIcon, StopIcon } from "./icons.tsx";

interface ToastMessage {
  readonly id: number;
  readonly tone: "info" | "success" | "danger";
  readonly text: string;
}

const icons = { info: InfoIcon, success: CheckIcon, danger: StopIcon } as const;
const inks = { info: "text-info-ink", success: "text-success-ink", danger: "text-danger-ink" } as const;

const shownForMilliseconds = 6000;
const mostAtOnce = 3;

const [messages, setMessages] = createSignal<readonly ToastMessage[]>([]);
let lastId = 0;

/** Says in passing that something has happened. What needs an answer, or must not be missed, is a Notice or a dialog. */
export function toast(text: string, tone: ToastMessage["tone"] = "success"): void {
  lastId += 1;
  const message = { id: lastId, tone, text };
  setMessages((shown) => [...shown.filter((one) => one.text !== text), message].slice(-mostAtOnce));
}

/** Takes all of them away: what they tell of is nobody's business who comes next. */
export function dismissToasts(): void {
  setMessages([]);
}

function dismiss(id: number): void {
  setMessages((shown) => shown.filter((one) => one.id !== id));
}

/** Where toasts appear, once per app. The region is there before the first of them, or they would not be read out. */
export function ToastRegion(): JSX.Element {
  return (
    <Portal>
      <div
        role="status"
        aria-live="polite"
        class="pointer-events-none fixed inset-x-0 bottom-[max(1rem,env(safe-area-inset-bottom))] z-60 grid justify-items-center gap-2 px-4 max-lg:bottom-20 lg:justify-items-end lg:px-6"
      >
        <For each={messages()}>{(message) => <Toast message={message} />}</For>
      </div>
    </Portal>
  );
}

function Toast(props: { readonly message: ToastMessage }): JSX.Element {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hold = () => clearTimeout(timer);
  const release = () => {
    hold();
    timer = setTimeout(() => dismiss(props.message.id), shownForMilliseconds);
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
        onClick={() => dismiss(props.message.id)}
      >
        <CloseIcon class="size-4" />
      </button>
    </div>
  );
}
