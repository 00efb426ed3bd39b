import { For, Show, type JSX } from "solid-js";
import { Disclosure } from "../../../ui/disclosure.tsx";
import { Notice } from "../../../ui/notice.tsx";
import type { Hostname } from "../api.gen/types.gen.ts";
import type { DnsProviderId } from "./dns-provider.ts";
import { RecordFields } from "./record-fields.tsx";

type Purpose = Hostname["records"][number]["purpose"];

/** The records by which a hostname can become active before its name leads here. */
export function ValidationRecords(props: {
  readonly hostname: Hostname;
  readonly provider: DnsProviderId | null;
}): JSX.Element {
  const of = (purpose: Purpose) => props.hostname.records.filter((record) => record.purpose === purpose);
  /** Once the certificate is there, nothing has to be shown for it any more. */
  const isAwaited = () =>
    of("certificate").length === 0 &&
    ["initializing", "pending_validation"].includes(props.hostname.cloudflare?.sslStatus ?? "");
  return (
    <Show
      when={of("ownership").length + of("certificate").length > 0}
      fallback={
        <Notice tone="info" title="The records are not there yet">
          Cloudflare makes them as soon as step 1 is done, most often within a minute. They appear here by themselves.
        </Notice>
      }
    >
      <Records title="So that Cloudflare serves the name" records={of("ownership")} {...place()} />
      <Records title="So that the certificate is issued" records={of("certificate")} {...place()} />
      <Show when={isAwaited()}>
        <p class="text-base text-muted">
          One more record is still to come, for the certificate. Cloudflare makes it within minutes, and it appears here
          by itself.
        </p>
      </Show>
      <Show when={of("renewal").length > 0}>
        <Disclosure title="One record for this and every later certificate">
          <p class="text-base text-muted">
            Once the name leads here, certificates are renewed by themselves. Where it leads here by way of something
            else, set this record instead of the one above: a name cannot have both.
          </p>
          <Records records={of("renewal")} {...place()} />
        </Disclosure>
      </Show>
    </Show>
  );

  function place() {
    return { zone: props.hostname.zone, provider: props.provider };
  }
}

function Records(props: {
  readonly title?: string;
  readonly records: Hostname["records"];
  readonly zone: string;
  readonly provider: DnsProviderId | null;
}): JSX.Element {
  return (
    <Show when={props.records.length > 0}>
      <div class="grid gap-2.5">
        <Show when={props.title}>
          <h3 class="text-base font-semibold text-ink">{props.title}</h3>
        </Show>
        <For each={props.records}>
          {(record) => <RecordFields record={record} zone={props.zone} provider={props.provider} />}
        </For>
      </div>
    </Show>
  );
}
