import { Match, Show, Switch, type JSX } from "solid-js";
import { Disclosure } from "../../../ui/disclosure.tsx";
import type { Hostname } from "../api.gen/types.gen.ts";
import type { DnsProviderId } from "./dns-provider.ts";
import { pointingFinding } from "./finding-sentence.ts";
import { Found } from "./found.tsx";
import { pointsLast, type StepState } from "./progress.ts";
import { RecordFields } from "./record-fields.tsx";
import { StepCard } from "./step-card.tsx";

/** Where the name leads. */
export function PointingStep(props: {
  readonly hostname: Hostname;
  readonly state: StepState;
  readonly provider: DnsProviderId | null;
}): JSX.Element {
  const record = () => ({ type: "CNAME", name: props.hostname.hostname, value: props.hostname.cnameTarget });
  const fields = () => <RecordFields record={record()} zone={props.hostname.zone} provider={props.provider} />;
  return (
    <StepCard
      number={2}
      title="Point it here"
      state={props.state}
      description={
        <Switch fallback="Add this record too. If there is another one with this name, replace it: from then on the name leads here.">
          <Match when={props.state === "done"}>The name leads here. The record has to stay.</Match>
          <Match when={pointsLast(props.hostname)}>
            You have chosen to validate the certificate by records. Wait with this until the hostname is active: then
            nobody meets a warning.
          </Match>
        </Switch>
      }
    >
      <Show when={props.state !== "done"} fallback={<Disclosure title="Show the record">{fields()}</Disclosure>}>
        {fields()}
        <Show when={!pointsLast(props.hostname) && props.hostname.dns?.cname}>
          {(finding) => <Found finding={finding()} told={pointingFinding(finding(), props.hostname.hostname)} />}
        </Show>
      </Show>
    </StepCard>
  );
}
