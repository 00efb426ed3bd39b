import { For, Show, type JSX } from "solid-js";
import { CopyLine } from "../../../ui/copy-line.tsx";
import { Notice } from "../../../ui/notice.tsx";
import { Fact, Facts } from "../../../ui/panel.tsx";
import type { Hostname } from "../api.gen/types.gen.ts";
import { dnsProviders, type DnsProviderId } from "./dns-provider.ts";
import { nameInZone } from "./record-name.ts";

/** A CAA record that lets nobody issue the certificate whom Cloudflare would ask, and what to put beside it. */
export function CaaNotice(props: {
  readonly hostname: Hostname;
  readonly provider: DnsProviderId | null;
}): JSX.Element {
  const caa = () => props.hostname.dns?.caa;
  const at = () => caa()?.at ?? props.hostname.zone;
  const isShort = () => props.provider !== null && props.provider !== "other";
  return (
    <Show when={caa()?.outcome === "forbidden" && caa()}>
      {(found) => (
        <>
          <Notice tone="danger" class="wrap-anywhere" title={`A CAA record at ${at()} forbids the certificate`}>
            <p>
              CAA records say which authorities may issue certificates for a domain. These allow none of those that
              Cloudflare uses:
            </p>
            <ul class="mt-1.5 grid gap-1">
              <For each={found().seen}>{(text) => <li class="font-mono text-sm break-all">{text}</li>}</For>
            </ul>
            <p class="mt-1.5">
              Leave them as they are, and add more beside them: one for each of the authorities below, so that
              Cloudflare can choose.
            </p>
          </Notice>
          <Facts>
            <Fact name="Type">CAA</Fact>
            <Fact name={dnsProviders[props.provider ?? "other"].fields.name}>
              <CopyLine
                text={isShort() ? nameInZone(at(), props.hostname.zone) : at()}
                label={`Copy the name of the CAA records at ${at()}`}
              />
            </Fact>
            <Fact name="Flag">0</Fact>
            <Fact name="Tag">issue</Fact>
            <Fact name="Values">
              <div class="grid gap-1.5">
                <For each={found().expected}>
                  {(value) => <CopyLine text={value} label={`Copy the value of the CAA record for ${value}`} />}
                </For>
              </div>
              <p class="mt-1 text-sm text-muted">
                Where flag, tag and value share one field, enter{" "}
                <span class="font-mono wrap-anywhere">0 issue "{found().expected[0]}"</span>, and the others in the same
                way.
              </p>
            </Fact>
          </Facts>
        </>
      )}
    </Show>
  );
}
