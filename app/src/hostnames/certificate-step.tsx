import { createMemo, For, Match, Show, Switch, type JSX } from "solid-js";
import { Button } from "../../../ui/button.tsx";
import { Disclosure } from "../../../ui/disclosure.tsx";
import { Notice } from "../../../ui/notice.tsx";
import { sentenceFor } from "../../../ui/problem.ts";
import { RelativeTime } from "../../../ui/relative-time.tsx";
import type { Hostname } from "../api.gen/types.gen.ts";
import { useMay } from "../session/me.tsx";
import { CaaNotice } from "./caa-notice.tsx";
import { certificateSentence, hostnameSentence } from "./certificate-words.ts";
import type { DnsProviderId } from "./dns-provider.ts";
import { pointsLast, type StepState } from "./progress.ts";
import { useChangeValidation } from "./queries.ts";
import { StepCard } from "./step-card.tsx";
import { ValidationRecords } from "./validation-records.tsx";

/** The certificate, which nobody has to do anything for, unless there must never be a moment without one. */
export function CertificateStep(props: {
  readonly hostname: Hostname;
  readonly state: StepState;
  readonly provider: DnsProviderId | null;
}): JSX.Element {
  const isOpen = () => ["awaiting_txt", "pending_cloudflare", "error"].includes(props.hostname.lifecycleStatus);
  const words = createMemo(() => {
    const { cloudflare, validation } = props.hostname;
    if (cloudflare === null || !isOpen()) return [];
    return [
      certificateSentence(cloudflare.sslStatus, validation),
      hostnameSentence(cloudflare.status, validation),
    ].filter((sentence) => sentence !== null);
  });
  const complaints = () => props.hostname.errors.filter(({ code }) => code === "cloudflare");
  return (
    <StepCard
      number={3}
      title="The certificate"
      state={props.state}
      description={
        <Switch fallback="Cloudflare gets and renews it by itself, after steps 1 and 2. That takes 5 to 15 minutes, rarely longer than an hour.">
          <Match when={props.hostname.lifecycleStatus === "active" && props.hostname.certificateExpiresAt}>
            {(at) => (
              <>
                It is in place, and is renewed by itself. This one expires <RelativeTime at={at()} />.
              </>
            )}
          </Match>
          <Match when={props.hostname.lifecycleStatus === "active"}>It is in place, and is renewed by itself.</Match>
          <Match when={pointsLast(props.hostname)}>
            Cloudflare gets it by itself, once step 1 is done and the records below are seen. That takes 5 to 15
            minutes, rarely longer than an hour.
          </Match>
        </Switch>
      }
    >
      <Show when={words().length > 0}>
        <ul class="grid gap-0.5 text-base text-ink">
          <For each={words()}>{(sentence) => <li>{sentence}</li>}</For>
        </ul>
      </Show>
      <Show when={complaints().length > 0}>
        <Notice tone="warning" title="Cloudflare says">
          <ul class="grid gap-1">
            <For each={complaints()}>{({ message }) => <li class="break-words">{message}</li>}</For>
          </ul>
        </Notice>
      </Show>
      <CaaNotice hostname={props.hostname} provider={props.provider} />
      <Show when={isOpen()}>
        <Validation hostname={props.hostname} provider={props.provider} />
      </Show>
    </StepCard>
  );
}

function Validation(props: { readonly hostname: Hostname; readonly provider: DnsProviderId | null }): JSX.Element {
  const may = useMay();
  const change = useChangeValidation();
  const isByRecords = () => props.hostname.validation === "txt";
  const choose = (to: Hostname["validation"]) => {
    change.reset();
    change.mutate({ base: props.hostname, to });
  };
  return (
    <>
      <Show
        when={isByRecords()}
        fallback={
          <Disclosure title="Is the name in use today?">
            <p class="text-base text-muted">
              Then there is a gap: from the moment it leads here until its certificate is issued, people who open it
              meet a warning. With a few records more, the certificate is there before you change where the name leads.
              For a new name this is not worth the effort.
            </p>
            <Show when={may("hostnames:update")}>
              <Button class="justify-self-start" pending={change.isPending} onClick={() => choose("txt")}>
                Validate by records, without a gap
              </Button>
            </Show>
          </Disclosure>
        }
      >
        <p class="text-base text-muted">
          Add these records too. When Cloudflare has seen them, the hostname becomes active before its name leads here.
        </p>
        <ValidationRecords hostname={props.hostname} provider={props.provider} />
        <Show when={may("hostnames:update")}>
          <Button class="justify-self-start" size="small" pending={change.isPending} onClick={() => choose("http")}>
            Do without these records
          </Button>
        </Show>
      </Show>
      <Show when={change.isError}>
        <Notice tone="danger" announce>
          {sentenceFor(change.error)}
        </Notice>
      </Show>
    </>
  );
}
