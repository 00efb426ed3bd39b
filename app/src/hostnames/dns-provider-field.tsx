import { Show, type JSX } from "solid-js";
import { SelectField } from "../../../ui/select.tsx";
import { Marked } from "../sso/guides/marked.tsx";
import { dnsProviderIds, dnsProviders, type DnsProviderId } from "./dns-provider.ts";

const options = dnsProviderIds.map((id) => ({ value: id, label: dnsProviders[id].name }));

/** Where the DNS is managed: every provider has other names for the same fields. */
export function DnsProviderField(props: {
  readonly zone: string;
  readonly value: DnsProviderId | null;
  readonly onChange: (id: DnsProviderId) => void;
}): JSX.Element {
  const way = () => (props.value === null ? null : dnsProviders[props.value].way);
  return (
    <div class="grid gap-1.5">
      <SelectField
        label={`Where is the DNS of ${props.zone} managed?`}
        name="dnsProvider"
        class="max-w-md"
        placeholder="Choose a provider…"
        options={options}
        value={props.value}
        onChange={props.onChange}
        hint="Most often where the domain was bought. The fields below are then named as they are there."
      />
      <Show when={way()}>
        {(text) => (
          <p class="text-base text-muted">
            <Marked text={text()} />
          </p>
        )}
      </Show>
    </div>
  );
}
