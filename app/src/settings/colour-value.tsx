import { createEffect, type JSX } from "solid-js";
import { defaultBrand } from "../../../ui/brand.ts";

/** A colour, shown and named. */
export function ColourValue(props: { readonly colour: string | null }): JSX.Element {
  return (
    <span class="inline-flex items-center gap-2">
      <Swatch colour={props.colour ?? defaultBrand} />
      <Name colour={props.colour} />
    </span>
  );
}

function Name(props: { readonly colour: string | null }): JSX.Element {
  return <>{props.colour === null ? "The default" : <span class="font-mono text-sm">{props.colour}</span>}</>;
}

function Swatch(props: { readonly colour: string }): JSX.Element {
  let element: HTMLSpanElement | undefined;
  // Through the CSSOM: the content security policy allows no style attributes.
  createEffect(() => element?.style.setProperty("background-color", props.colour));
  return (
    <span
      ref={(span) => (element = span)}
      aria-hidden="true"
      class="inline-block size-4 rounded-sm border border-line-strong"
    />
  );
}
