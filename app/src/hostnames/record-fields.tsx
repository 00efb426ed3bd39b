import { Show, type JSX } from "solid-js";
import { CopyLine } from "../../../ui/copy-line.tsx";
import { Fact, Facts } from "../../../ui/panel.tsx";
import { Marked } from "../sso/guides/marked.tsx";
import { dnsProviders, type DnsProviderId } from "./dns-provider.ts";
import type { DnsRecord } from "./instructions.ts";
import { nameInZone } from "./record-name.ts";

/** A record to be set, field by field as the DNS provider's form has them. */
export function RecordFields(props: {
  readonly record: DnsRecord;
  readonly zone: string;
  /** Null while nobody has said where the DNS is. */
  readonly provider: DnsProviderId | null;
}): JSX.Element {
  const provider = () => dnsProviders[props.provider ?? "other"];
  const short = () => nameInZone(props.record.name, props.zone);
  /** Where it is known that the zone is put behind the name, the name without it is the one to enter. */
  const isShort = () => props.provider !== null && props.provider !== "other";
  const what = () => `${props.record.type} record ${props.record.name}`;
  const note = () =>
    props.record.type === "TXT" ? provider().txtNote : props.record.type === "CNAME" ? provider().cnameNote : undefined;
  return (
    <div class="grid gap-2.5">
      <Facts>
        <Fact name="Type">
          <CopyLine text={props.record.type} label={`Copy the type of the ${what()}`} />
        </Fact>
        <Fact name={provider().fields.name}>
          <CopyLine text={isShort() ? short() : props.record.name} label={`Copy the name of the ${what()}`} />
          <Show
            when={isShort()}
            fallback={
              <Show when={short() !== props.record.name}>
                <p class="mt-1 text-sm text-muted">
                  If <span class="font-mono break-all">.{props.zone}</span> stands behind the field already, enter only{" "}
                  <span class="font-mono font-medium break-all text-ink">{short()}</span>
                </p>
              </Show>
            }
          >
            <p class="mt-1 text-sm text-muted">
              {provider().name} puts <span class="font-mono break-all">.{props.zone}</span> behind it: the whole name is{" "}
              <span class="font-mono break-all">{props.record.name}</span>
            </p>
          </Show>
        </Fact>
        <Fact name={props.record.type === "TXT" ? provider().fields.txtValue : provider().fields.cnameValue}>
          <CopyLine text={props.record.value} label={`Copy the value of the ${what()}`} />
          <Show when={note()}>
            {(text) => (
              <p class="mt-1 text-sm text-muted">
                <Marked text={text()} />
              </p>
            )}
          </Show>
        </Fact>
      </Facts>
    </div>
  );
}
