import { splitProps, type JSX } from "solid-js";
import { Button, type ButtonProps } from "./button.tsx";
import { clockName, createWait } from "./wait.ts";

export interface WaitingButtonProps extends ButtonProps {
  /** What was said to the last attempt: if that it was one too many, the button counts down to the next. */
  readonly error: unknown;
}

/** A button for what may be tried again, but not at once. */
export function WaitingButton(props: WaitingButtonProps): JSX.Element {
  const [own, rest] = splitProps(props, ["error", "children"]);
  const wait = createWait(() => own.error);
  return (
    <Button {...rest} waiting={wait() > 0}>
      {wait() > 0 ? `Try again in ${clockName(wait())}` : own.children}
    </Button>
  );
}
