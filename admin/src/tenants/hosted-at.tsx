import { For, type JSX } from "solid-js";
import { CopyButton } from "../../../ui/copy-button.tsx";
import { TextLink } from "../../../ui/link.tsx";

/** A tenant's address, to open and to take along. */
export function HostedAt(props: { readonly url: string }): JSX.Element {
  return (
    <span class="flex items-center gap-1">
      <TextLink href={props.url} external class="min-w-0 font-mono text-sm">
        <For each={props.url.split(/(?=\.)/)}>
          {(label) => (
            <>
              <wbr />
              {label}
            </>
          )}
        </For>
      </TextLink>
      <span class="-my-1.5">
        <CopyButton text={props.url} label="Copy the address" />
      </span>
    </span>
  );
}
