import { For, Show, type JSX } from "solid-js";
import { Notice } from "../../../ui/notice.tsx";
import type { Hostname } from "../api.gen/types.gen.ts";
import type { DnsProviderId } from "./dns-provider.ts";
import { RecordFields } from "./record-fields.tsx";

/** A CAA record that lets nobody issue the certificate whom Cloudflare would ask, and what to put beside it. */
export function CaaNotice(props: {
  readonly hostname: Hostname;
  readonly provider: DnsProviderId | null;
}): JSX.Element {
  const caa = () => props.hostname.dns?.caa;
  const at = () => caa()?.at ?? props.hostname.zone;
  return (
    <Show when={caa()?.outcome === "forbidden"}>
      <Notice tone="danger" title={`A CAA record at ${at()} forbids the certificate`}>
        <p>
          CAA records say which authorities may issue certificates for a domain. These allow none of those that
          Cloudflare uses:
        </p>
        <ul class="mt-1.5 grid gap-1">
          <For each={caa()?.seen ?? []}>{(text) => <li class="font-mono text-sm break-all">{text}</li>}</For>
        </ul>
        <p class="mt-2">
          Leave them, and add these beside them. Where you are asked for it, the flag is 0 and the tag is issue.
        </p>
      </Notice>
      <For each={caa()?.expected ?? []}>
        {(value) => (
          <RecordFields
            record={{ type: "CAA", name: at(), value }}
            zone={props.hostname.zone}
            provider={props.provider}
          />
        )}
      </For>
    </Show>
  );
}
