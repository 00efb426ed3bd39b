import { For, Show, type JSX } from "solid-js";
import { PasswordField } from "../../../ui/text-field.tsx";
import { passwordStrength, type PasswordStrength } from "./password-strength.ts";

const filled: Readonly<Record<PasswordStrength["level"], number>> = { empty: 0, short: 1, weak: 1, fair: 3, strong: 4 };
const colours: Readonly<Record<PasswordStrength["level"], string>> = {
  empty: "bg-line",
  short: "bg-warning-ink",
  weak: "bg-danger",
  fair: "bg-success-ink",
  strong: "bg-success-ink",
};

/** A password somebody chooses, with a hint that follows what they type. */
export function NewPasswordField(props: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | undefined;
  /** What others know of them, which makes no good password. */
  readonly own: readonly string[];
}): JSX.Element {
  const strength = () => passwordStrength(props.value, props.own);
  const bar = (index: number) => (index < filled[strength().level] ? colours[strength().level] : "bg-line");
  return (
    <div class="grid gap-2">
      <PasswordField
        label={props.label}
        name="new-password"
        autocomplete="new-password"
        value={props.value}
        onChange={props.onChange}
        error={props.error}
        hint={<Show when={props.error === undefined}>{strength().advice}</Show>}
        maxLength={128}
      />
      <div class="grid grid-cols-4 gap-1" aria-hidden="true">
        <For each={[0, 1, 2, 3]}>{(index) => <div class={`easing h-1 rounded-full ${bar(index)}`} />}</For>
      </div>
    </div>
  );
}
