import { createUniqueId, Show, type JSX } from "solid-js";
import { fieldErrorClass, fieldHintClass } from "./field.ts";

export interface SwitchFieldProps {
  readonly label: string;
  readonly name: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly hint?: JSX.Element;
  readonly error?: string | undefined;
  readonly disabled?: boolean;
}

/** Something that is on or off. A checkbox to the browser and to screen readers, which call it a switch. */
export function SwitchField(props: SwitchFieldProps): JSX.Element {
  const id = createUniqueId();
  const described = () => {
    const ids = [...("hint" in props ? [`${id}-hint`] : []), ...(props.error === undefined ? [] : [`${id}-error`])];
    return ids.length === 0 ? undefined : ids.join(" ");
  };
  return (
    <div class="flex items-start gap-3">
      <span class="relative mt-0.5 inline-flex shrink-0">
        <input
          id={id}
          type="checkbox"
          role="switch"
          name={props.name}
          checked={props.checked}
          disabled={props.disabled ?? false}
          aria-describedby={described()}
          aria-invalid={props.error === undefined ? undefined : "true"}
          class="easing peer h-5 w-9 cursor-pointer appearance-none rounded-full border border-control bg-sunken checked:border-brand-ink checked:bg-brand-ink disabled:cursor-not-allowed disabled:opacity-55"
          onChange={(event) => {
            props.onChange(event.currentTarget.checked);
            // Whoever is asked first may say no: the switch shows what is, not what was clicked.
            event.currentTarget.checked = props.checked;
          }}
        />
        <span
          aria-hidden="true"
          class="pointer-events-none absolute top-[3px] left-[3px] size-3.5 rounded-full bg-control transition-transform peer-checked:translate-x-4 peer-checked:bg-surface motion-reduce:transition-none"
        />
      </span>
      <div class="grid min-w-0 gap-0.5">
        <label for={id} class="cursor-pointer text-base font-medium text-ink">
          {props.label}
        </label>
        <Show when={"hint" in props}>
          <div id={`${id}-hint`} class={fieldHintClass}>
            {props.hint}
          </div>
        </Show>
        <Show when={props.error}>
          <p id={`${id}-error`} class={fieldErrorClass}>
            {props.error}
          </p>
        </Show>
      </div>
    </div>
  );
}
