import * as Kobalte from "@kobalte/core/text-field";
import { createSignal, Show, splitProps, type JSX } from "solid-js";
import { fieldErrorClass, fieldHintClass, fieldLabelClass, inputClass } from "./field.ts";
import { EyeIcon, EyeOffIcon } from "./icons.tsx";
import { Slot } from "./slot.tsx";

export interface TextFieldProps {
  readonly label: string;
  readonly name: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: JSX.Element;
  /** Why the server or the form refuses the value; announced with the field. */
  readonly error?: string | undefined;
  readonly type?: "text" | "email" | "url" | "search" | "password";
  readonly autocomplete?: string;
  readonly placeholder?: string;
  readonly required?: boolean;
  readonly disabled?: boolean;
  readonly readOnly?: boolean;
  readonly maxLength?: number;
  readonly autofocus?: boolean;
  readonly spellcheck?: boolean;
  /** Stands at the right inside the field. */
  readonly trailing?: JSX.Element;
  readonly multiline?: boolean;
  readonly class?: string;
}

export function TextField(props: TextFieldProps): JSX.Element {
  return (
    <Kobalte.Root
      class={`grid gap-1.5 ${props.class ?? ""}`}
      name={props.name}
      value={props.value}
      onChange={props.onChange}
      validationState={props.error === undefined ? "valid" : "invalid"}
      required={props.required ?? false}
      disabled={props.disabled ?? false}
      readOnly={props.readOnly ?? false}
    >
      <Kobalte.Label class={fieldLabelClass}>{props.label}</Kobalte.Label>
      <div class="relative">
        <Show when={props.multiline} fallback={<SingleLine {...props} />}>
          <Kobalte.TextArea
            class={`${inputClass} min-h-20 py-2`}
            placeholder={props.placeholder}
            maxLength={props.maxLength}
            autofocus={props.autofocus}
            rows={3}
          />
        </Show>
        <Slot class="absolute inset-y-0 right-1 grid place-items-center">{props.trailing}</Slot>
      </div>
      <Show when={"hint" in props}>
        <Kobalte.Description class={fieldHintClass}>{props.hint}</Kobalte.Description>
      </Show>
      <Kobalte.ErrorMessage class={fieldErrorClass}>{props.error}</Kobalte.ErrorMessage>
    </Kobalte.Root>
  );
}

function SingleLine(props: TextFieldProps): JSX.Element {
  return (
    <Kobalte.Input
      class={`${inputClass} ${"trailing" in props ? "pr-11 coarse:pr-12" : ""}`}
      type={props.type ?? "text"}
      autocomplete={props.autocomplete ?? "off"}
      placeholder={props.placeholder}
      maxLength={props.maxLength}
      autofocus={props.autofocus}
      spellcheck={props.spellcheck ?? props.type === undefined}
      autocapitalize={props.type === undefined ? undefined : "none"}
    />
  );
}

export type PasswordFieldProps = Omit<TextFieldProps, "type" | "trailing" | "multiline">;

/** A password that its owner may look at: what can be read is typed right, and password managers fill both alike. */
export function PasswordField(props: PasswordFieldProps): JSX.Element {
  const [own, rest] = splitProps(props, ["autocomplete"]);
  const [shown, setShown] = createSignal(false);
  return (
    <TextField
      {...rest}
      type={shown() ? "text" : "password"}
      spellcheck={false}
      autocomplete={own.autocomplete ?? "current-password"}
      trailing={
        <button
          type="button"
          class="easing grid size-8 place-items-center rounded-sm text-faint hover:text-ink coarse:size-10"
          aria-pressed={shown()}
          aria-label="Show password"
          title={shown() ? "Hide password" : "Show password"}
          onClick={() => setShown(!shown())}
        >
          <Show when={shown()} fallback={<EyeIcon class="size-[1.125rem]" />}>
            <EyeOffIcon class="size-[1.125rem]" />
          </Show>
        </button>
      }
    />
  );
}
