import { createSignal, For, Show, type JSX } from "solid-js";
import { Button } from "../../../ui/button.tsx";
import { Form } from "../../../ui/form.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { fieldErrorsOf, hasCode, sentenceFor } from "../../../ui/problem.ts";
import { TextField } from "../../../ui/text-field.tsx";
import type { SsoProvider } from "../api.gen/types.gen.ts";
import { missing } from "../account/missing.ts";
import { useMay } from "../session/me.tsx";
import { useChangeDomain } from "./domain-change.ts";
import { DomainRow } from "./domain-row.tsx";

/** The domains whose people may come in by a provider: added, proven and removed one by one, at once. */
export function DomainsPanel(props: { readonly provider: SsoProvider }): JSX.Element {
  const may = useMay();
  return (
    <Panel
      title="Domains"
      description="Only people whose e-mail address is in one of these domains can come in. You show that a domain is yours by a TXT record in its DNS."
      flush
    >
      <Show
        when={props.provider.domains.length > 0}
        fallback={<p class="px-4 pt-4 text-base text-muted md:px-5">There is no domain yet: nobody can come in.</p>}
      >
        <ul class="divide-y divide-line border-b border-line">
          <For each={props.provider.domains.map(({ domain }) => domain)}>
            {(name) => (
              <Show when={props.provider.domains.find(({ domain }) => domain === name)}>
                {(domain) => <DomainRow provider={props.provider} domain={domain()} />}
              </Show>
            )}
          </For>
        </ul>
      </Show>
      <Show when={may("sso:update")}>
        <AddDomain provider={props.provider} />
      </Show>
    </Panel>
  );
}

function AddDomain(props: { readonly provider: SsoProvider }): JSX.Element {
  const change = useChangeDomain();
  const [name, setName] = createSignal("");
  const [tried, setTried] = createSignal(false);

  const refusedName = () => {
    if (hasCode(change.error, "DOMAIN_IN_USE", "DOMAIN_TAKEN")) return sentenceFor(change.error);
    const errors = fieldErrorsOf(change.error);
    const path = Object.keys(errors).find((one) => one.startsWith("domains"));
    return path === undefined ? undefined : errors[path];
  };

  const submit = async () => {
    setTried(true);
    change.reset();
    const domain = asDomain(name());
    if (domain === "") return;
    try {
      await change.mutateAsync({ provider: props.provider, change: { add: domain } });
    } catch {
      return;
    }
    setName("");
    setTried(false);
  };

  return (
    <Form
      onSubmit={submit}
      error={change.isError && refusedName() === undefined ? sentenceFor(change.error) : undefined}
      class="p-4 md:p-5"
    >
      <div class="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-2.5">
        <TextField
          label="Add a domain"
          name="domain"
          value={name()}
          onChange={setName}
          error={refusedName() ?? missing(tried(), name(), "Enter a domain like example.com.")}
          placeholder="example.com"
          spellcheck={false}
          maxLength={253}
        />
        <Button type="submit" class="mt-[1.5625rem] h-10 coarse:h-12" pending={change.isPending}>
          Add
        </Button>
      </div>
    </Form>
  );
}

/** What people paste: an address of the domain, or one of a page in it. */
function asDomain(text: string): string {
  const plain = text.trim().toLowerCase();
  return plain
    .replace(/^https?:\/\//, "")
    .replace(/^.*@/, "")
    .replace(/[/?#].*$/, "")
    .replace(/\.$/, "");
}
