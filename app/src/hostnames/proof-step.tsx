import { Show, type JSX } from "solid-js";
import { Disclosure } from "../../../ui/disclosure.tsx";
import type { Hostname } from "../api.gen/types.gen.ts";
import type { DnsProviderId } from "./dns-provider.ts";
import { proofFinding } from "./finding-sentence.ts";
import { Found } from "./found.tsx";
import { needsProof, type StepState } from "./progress.ts";
import { RecordFields } from "./record-fields.tsx";
import { StepCard } from "./step-card.tsx";

/** Before the TXT record was seen nothing else happens, so that nobody can have a name that is not theirs, or not any more. */
export function ProofStep(props: {
  readonly hostname: Hostname;
  readonly state: StepState;
  readonly provider: DnsProviderId | null;
}): JSX.Element {
  const fields = () => (
    <RecordFields record={props.hostname.record} zone={props.hostname.zone} provider={props.provider} />
  );
  const isBack = () => needsProof(props.hostname) && props.hostname.lifecycleStatus !== "awaiting_txt";
  return (
    <StepCard
      number={1}
      title="Show that it is yours"
      state={props.state}
      description={
        props.state === "done" && props.hostname.lifecycleStatus !== "awaiting_txt"
          ? "We have seen the record. Leave it there: if this hostname fails or leads elsewhere one day, it comes back only by this record."
          : isBack()
            ? "Add this record again, or leave it where it is. Without it this hostname cannot be used, because somebody else may manage the name by now."
            : "Add this record. It changes nothing for anybody; it only shows that you manage this name."
      }
    >
      <Show when={needsProof(props.hostname)} fallback={<Disclosure title="Show the record">{fields()}</Disclosure>}>
        {fields()}
        <Show when={props.hostname.dns?.txt}>
          {(finding) => (
            <Found finding={finding()} told={proofFinding(finding(), props.hostname.record, props.hostname.zone)} />
          )}
        </Show>
      </Show>
    </StepCard>
  );
}
