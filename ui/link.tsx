import { Show, splitProps, type ComponentProps, type JSX } from "solid-js";
import { ExternalIcon } from "./icons.tsx";

/** The classes of a link in running text, for a router's link too. */
export const linkClass =
  "easing rounded-sm font-medium text-brand-ink underline decoration-[color-mix(in_oklab,currentColor_35%,transparent)] " +
  "decoration-1 underline-offset-[3px] hover:decoration-current";

export interface TextLinkProps extends ComponentProps<"a"> {
  /** Opens in a new tab, and says so. */
  readonly external?: boolean;
}

/** A plain link. Links inside an app are the router's, with `linkClass`. */
export function TextLink(props: TextLinkProps): JSX.Element {
  const [own, rest] = splitProps(props, ["external", "class", "children"]);
  return (
    <a
      {...rest}
      class={`${linkClass} ${own.class ?? ""}`}
      {...(own.external === true ? { target: "_blank", rel: "noreferrer" } : {})}
    >
      {own.children}
      <Show when={own.external}>
        <ExternalIcon class="ml-1 inline size-3.5 align-[-0.125em]" label="(opens in a new tab)" />
      </Show>
    </a>
  );
}
