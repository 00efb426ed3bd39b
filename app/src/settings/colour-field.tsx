import { createEffect, createSignal, on, Show, type JSX } from "solid-js";
import { defaultBrand } from "../../../ui/brand.ts";
import { Button } from "../../../ui/button.tsx";
import { TextField } from "../../../ui/text-field.tsx";

const shape = /^#?[0-9a-f]{6}$/i;

/** A brand colour: picked, typed, or left to the default. */
export function ColourField(props: {
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
  readonly error: string | undefined;
}): JSX.Element {
  const [typed, setTyped] = createSignal("");
  const isOdd = () => typed().trim() !== "" && !shape.test(typed().trim());

  // What is typed is kept as typed until it is a colour, or the value comes from elsewhere.
  createEffect(
    on(
      () => props.value,
      (value) => setTyped(value ?? ""),
    ),
  );

  const type = (text: string) => {
    setTyped(text);
    const plain = text.trim().toLowerCase();
    if (plain === "") props.onChange(null);
    else if (shape.test(plain)) props.onChange(plain.startsWith("#") ? plain : `#${plain}`);
  };

  return (
    <div class="grid gap-2">
      <div class="flex items-end gap-2.5">
        <TextField
          class="flex-1"
          label="Colour"
          name="primaryColor"
          value={typed()}
          onChange={type}
          error={props.error ?? (isOdd() ? "Enter a colour like #3b5bdb." : undefined)}
          placeholder={`${defaultBrand} (the default)`}
          maxLength={20}
          spellcheck={false}
          trailing={
            <input
              type="color"
              aria-label="Pick a colour"
              class="size-7 cursor-pointer rounded-sm border-0 bg-transparent p-0"
              value={props.value ?? defaultBrand}
              onInput={(event) => props.onChange(event.currentTarget.value.toLowerCase())}
            />
          }
        />
        <Show when={props.value !== null}>
          <Button class="h-10 coarse:h-12" onClick={() => props.onChange(null)}>
            Use the default
          </Button>
        </Show>
      </div>
      <p class="text-sm text-muted">
        Buttons use exactly this colour. Links use the nearest one that is easy to read, in light and in dark.
      </p>
    </div>
  );
}
