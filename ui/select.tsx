import * as Kobalte from "@kobalte/core/select";
import { createMemo, Show, type JSX } from "solid-js";
import { fieldErrorClass, fieldHintClass, fieldLabelClass, inputClass } from "./field.ts";
import { CheckIcon, ChevronDownIcon } from "./icons.tsx";

export interface SelectOption<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly description?: string;
  readonly disabled?: boolean;
}

export interface SelectFieldProps<Value extends string> {
  readonly label: string;
  readonly name: string;
  readonly options: readonly SelectOption<Value>[];
  readonly value: Value | null;
  readonly onChange: (value: Value) => void;
  readonly hint?: JSX.Element;
  readonly error?: string | undefined;
  readonly placeholder?: string;
  readonly disabled?: boolean;
  /** Hides the label from sight, not from a screen reader: where a column already says it. */
  readonly labelHidden?: boolean;
  readonly class?: string;
}

/** One of a few. With descriptions the list explains what each choice means. */
export function SelectField<Value extends string>(props: SelectFieldProps<Value>): JSX.Element {
  // Kobalte makes the list anew for other options, under the pointer of whoever is choosing: only when they are other.
  const options = createMemo(() => [...props.options], undefined, { equals: areSame });
  const chosen = createMemo(() => options().find((option) => option.value === props.value) ?? null);
  return (
    <Kobalte.Root<SelectOption<Value>>
      class={`grid gap-1.5 ${props.class ?? ""}`}
      name={props.name}
      options={options()}
      optionValue="value"
      optionTextValue="label"
      optionDisabled="disabled"
      value={chosen()}
      onChange={(option) => {
        // A list that changes makes Kobalte choose again what is chosen, which nobody did.
        if (option !== null && option.value !== props.value) props.onChange(option.value);
      }}
      disallowEmptySelection
      disabled={props.disabled ?? false}
      validationState={props.error === undefined ? "valid" : "invalid"}
      placeholder={props.placeholder ?? "Choose…"}
      gutter={6}
      sameWidth={false}
      itemComponent={(row) => (
        <Kobalte.Item
          item={row.item}
          class="flex items-start gap-2.5 rounded-md px-2.5 py-2 text-base outline-none data-[disabled]:opacity-50 data-[highlighted]:bg-sunken coarse:py-3"
        >
          <div class="min-w-0 flex-1">
            <Kobalte.ItemLabel class="block font-medium text-ink">{row.item.rawValue.label}</Kobalte.ItemLabel>
            <Show when={row.item.rawValue.description}>
              <Kobalte.ItemDescription class="block text-sm text-muted">
                {row.item.rawValue.description}
              </Kobalte.ItemDescription>
            </Show>
          </div>
          <Kobalte.ItemIndicator class="mt-0.5 text-brand-ink">
            <CheckIcon class="size-4" />
          </Kobalte.ItemIndicator>
        </Kobalte.Item>
      )}
    >
      <Kobalte.Label class={props.labelHidden === true ? "sr-only" : fieldLabelClass}>{props.label}</Kobalte.Label>
      <Kobalte.HiddenSelect />
      <Kobalte.Trigger class={`${inputClass} flex items-center justify-between gap-2 text-left`}>
        <Kobalte.Value<SelectOption<Value>> class="truncate data-[placeholder-shown]:text-faint">
          {(state) => state.selectedOption().label}
        </Kobalte.Value>
        <Kobalte.Icon class="text-muted">
          <ChevronDownIcon class="size-4" />
        </Kobalte.Icon>
      </Kobalte.Trigger>
      <Show when={"hint" in props}>
        <Kobalte.Description class={fieldHintClass}>{props.hint}</Kobalte.Description>
      </Show>
      <Kobalte.ErrorMessage class={fieldErrorClass}>{props.error}</Kobalte.ErrorMessage>
      <Kobalte.Portal ref={keepAboveDialogs}>
        <Kobalte.Content class="appearing z-50 w-max max-w-[min(22rem,calc(100vw-2rem))] min-w-(--kb-popper-anchor-width) rounded-lg border border-line-strong bg-raised shadow-popover">
          <Kobalte.Listbox class="max-h-80 overflow-y-auto p-1.5 outline-none" />
        </Kobalte.Content>
      </Kobalte.Portal>
    </Kobalte.Root>
  );
}

function areSame(before: readonly SelectOption<string>[], after: readonly SelectOption<string>[]): boolean {
  return (
    before.length === after.length &&
    before.every((one, index) => {
      const other = after[index];
      return (
        one.value === other?.value &&
        one.label === other.label &&
        one.description === other.description &&
        one.disabled === other.disabled
      );
    })
  );
}

/**
 * An open dialog hides from screen readers whatever is added outside of it, and the list is. Kobalte leaves out what
 * is marked so (create-hide-outside.ts looks for this attribute on added elements).
 */
function keepAboveDialogs(container: HTMLDivElement | SVGGElement): void {
  container.dataset["reactAriaTopLayer"] = "true";
}
