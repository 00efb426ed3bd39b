import { createUniqueId, For, Show, type JSX } from "solid-js";

export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly description?: string;
}

/** One of a few, all of them in sight. */
export function ChoiceCards<Value extends string>(props: {
  readonly legend: string;
  readonly choices: readonly Choice<Value>[];
  readonly value: Value | null;
  readonly onChange: (value: Value) => void;
  readonly error?: string | undefined;
}): JSX.Element {
  const group = createUniqueId();
  return (
    <fieldset class="grid gap-2" aria-describedby={props.error === undefined ? undefined : `${group}-error`}>
      <legend class="mb-2 text-sm font-medium text-ink">{props.legend}</legend>
      <div class="grid gap-2.5 sm:grid-cols-2 lg:grid-cols-3">
        <For each={props.choices}>
          {(choice) => (
            <label class="easing flex cursor-pointer items-start gap-2.5 rounded-md border border-line-strong bg-raised px-3.5 py-3 hover:border-control has-checked:border-brand-ink has-checked:bg-brand-soft has-focus-visible:outline-2 has-focus-visible:outline-brand-ink">
              <input
                type="radio"
                name={group}
                value={choice.value}
                class="mt-1 size-4 shrink-0"
                checked={props.value === choice.value}
                aria-invalid={props.error === undefined ? undefined : "true"}
                onChange={() => props.onChange(choice.value)}
              />
              <span class="min-w-0">
                <span class="block font-medium text-ink">{choice.label}</span>
                <Show when={choice.description}>
                  <span class="block text-sm text-muted">{choice.description}</span>
                </Show>
              </span>
            </label>
          )}
        </For>
      </div>
      <Show when={props.error}>
        <p id={`${group}-error`} class="text-sm font-medium text-danger-ink">
          {props.error}
        </p>
      </Show>
    </fieldset>
  );
}
