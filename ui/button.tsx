import { Show, splitProps, type ComponentProps, type JSX } from "solid-js";
import { Dynamic } from "solid-js/web";
import { SpinnerIcon, type Icon } from "./icons.tsx";

export type ButtonVariant = "primary" | "secondary" | "quiet" | "danger" | "danger-quiet";
export type ButtonSize = "small" | "medium" | "large";

const variants: Readonly<Record<ButtonVariant, string>> = {
  primary: "border-brand-edge bg-brand text-on-brand shadow-control hover:bg-brand-hover",
  secondary: "border-line-strong bg-raised text-ink shadow-control hover:border-control hover:bg-sunken",
  quiet: "border-transparent bg-transparent text-muted hover:bg-sunken hover:text-ink",
  danger: "border-danger-hover bg-danger text-on-danger shadow-control hover:bg-danger-hover",
  "danger-quiet": "border-transparent bg-transparent text-danger-ink hover:bg-danger-soft",
};

const sizes: Readonly<Record<ButtonSize, string>> = {
  small: "h-8 gap-1.5 px-2.5 text-sm coarse:h-10 coarse:px-3.5",
  medium: "h-9 gap-2 px-3.5 text-sm coarse:h-11 coarse:px-4 coarse:text-base",
  large: "h-11 gap-2 px-5 text-base",
};

const shape =
  "easing inline-flex items-center justify-center rounded-md border font-medium whitespace-nowrap select-none " +
  "disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:cursor-not-allowed aria-disabled:opacity-55";

/** The classes of a button, for a router's link that should look like one. */
export function buttonClass(variant: ButtonVariant = "secondary", size: ButtonSize = "medium"): string {
  return `${shape} ${variants[variant]} ${sizes[size]}`;
}

/** What a button says while people wait is for reading. */
const legible = "tabular-nums aria-disabled:opacity-90";

export interface ButtonProps extends Omit<ComponentProps<"button">, "children" | "disabled"> {
  readonly variant?: ButtonVariant;
  readonly size?: ButtonSize;
  readonly icon?: Icon;
  readonly disabled?: boolean;
  /**
   * While something is under way: a spinner, and clicks are ignored. The button keeps the focus, which it would lose
   * were it disabled.
   */
  readonly pending?: boolean;
  /** It is too early for another click: as while something is under way, without the spinner. */
  readonly waiting?: boolean;
  readonly onClick?: (event: MouseEvent) => void;
  readonly children: JSX.Element;
}

export function Button(props: ButtonProps): JSX.Element {
  const [own, rest] = splitProps(props, [
    "variant",
    "size",
    "icon",
    "pending",
    "waiting",
    "children",
    "class",
    "onClick",
    "type",
  ]);
  const isIdle = () => own.pending !== true && own.waiting !== true;
  return (
    <button
      {...rest}
      type={own.type ?? "button"}
      class={`${buttonClass(own.variant, own.size)} ${own.waiting === true ? legible : ""} ${own.class ?? ""}`}
      aria-disabled={isIdle() ? undefined : "true"}
      aria-busy={own.pending === true ? "true" : undefined}
      onClick={(event: MouseEvent) => {
        if (isIdle()) own.onClick?.(event);
        else event.preventDefault();
      }}
    >
      <Show
        when={own.pending === true}
        fallback={
          <Show when={own.icon}>
            <Dynamic component={own.icon} class="size-4" />
          </Show>
        }
      >
        <SpinnerIcon class="size-4" />
      </Show>
      <span class="truncate">{own.children}</span>
    </button>
  );
}
