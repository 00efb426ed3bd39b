import { useQuery } from "@tanstack/solid-query";
import { Match, Show, Switch, untrack, type JSX } from "solid-js";
import { Button } from "../../../../ui/button.tsx";
import { Loaded } from "../../../../ui/loaded.tsx";
import { focusPageHeading } from "../../../../ui/page-title.ts";
import type { SsoProvider } from "../../api.gen/types.gen.ts";
import { AddressesList } from "../addresses-list.tsx";
import { DomainsPanel } from "../domains-panel.tsx";
import { productNames } from "../guides/all.ts";
import { providerQuery, testQuery } from "../queries.ts";
import { ApplicationStep } from "./application-step.tsx";
import { CredentialsStep } from "./credentials-step.tsx";
import { EnableStep } from "./enable-step.tsx";
import { ProductStep } from "./product-step.tsx";
import { isOpen, nextStep, stepAfter, stepBefore, type Progress, type SetupStep } from "./progress.ts";
import type { SetupSearch } from "./search.ts";
import { SetupFrame } from "./setup-frame.tsx";
import { StepActions, StepPanel } from "./step-panel.tsx";
import { TestStep } from "./test-step.tsx";

export interface SetupPagesProps {
  readonly search: SetupSearch;
  /** Where a setup stands is in the address: going on is going there. */
  readonly onSearch: (search: SetupSearch) => void;
}

/** A setup before there is a provider, or of one that is loaded first. */
export function SetupPages(props: SetupPagesProps): JSX.Element {
  return (
    <Show when={props.search.provider} keyed fallback={<Before {...props} />}>
      {(id) => <Continued id={id} {...props} />}
    </Show>
  );
}

function Before(props: SetupPagesProps): JSX.Element {
  const progress = (): Progress => ({
    provider: null,
    hasProduct: props.search.preset !== undefined,
    reached: props.search.step ?? "product",
    isTested: false,
  });
  // Choosing a product is not going on: one may choose again.
  const step = () => stepAtHand(props.search.step ?? "product", progress());
  const go = (to: SetupStep) => {
    props.onSearch({ ...props.search, step: to });
    focusPageHeading();
  };
  return (
    <SetupFrame progress={progress()} step={step()} onGo={go}>
      <Switch>
        <Match when={step() === "application" && props.search.preset}>
          {(preset) => (
            <ApplicationStep preset={preset()} onBack={() => go("product")} onNext={() => go("credentials")} />
          )}
        </Match>
        <Match when={step() === "credentials" && props.search.preset} keyed>
          {(preset) => (
            <CredentialsStep
              preset={preset}
              onBack={() => go("application")}
              onCreated={({ id }) => {
                props.onSearch({ provider: id, step: "addresses" });
                focusPageHeading();
              }}
            />
          )}
        </Match>
        <Match when={true}>
          <ProductStep
            preset={props.search.preset}
            onChoose={(preset) => props.onSearch({ ...props.search, preset })}
            onNext={() => go("application")}
          />
        </Match>
      </Switch>
    </SetupFrame>
  );
}

function Continued(props: SetupPagesProps & { readonly id: string }): JSX.Element {
  const query = useQuery(() => providerQuery(props.id));
  return <Loaded query={query}>{(provider) => <Steps {...props} provider={provider()} />}</Loaded>;
}

function Steps(props: SetupPagesProps & { readonly provider: SsoProvider }): JSX.Element {
  const query = useQuery(() => ({
    ...testQuery(props.search.test ?? ""),
    enabled: props.search.test !== undefined,
  }));
  const test = () => (query.isPending ? undefined : query.data);
  const isTested = () =>
    props.provider.proven !== null || (test()?.status === "passed" && test()?.providerId === props.provider.id);
  const progress = (): Progress => ({
    provider: props.provider,
    hasProduct: true,
    reached: props.search.step ?? "addresses",
    isTested: isTested(),
  });
  // Whoever comes without a step begins at the first that is not done, and stays there when it is.
  const arrival = untrack(() => nextStep(progress()));
  const step = () => stepAtHand(props.search.step ?? arrival, progress());
  const go = (to: SetupStep) => {
    props.onSearch({ ...props.search, step: to });
    focusPageHeading();
  };
  const next = () => go(stepAfter(step()));
  const back = () => go(stepBefore(step()));

  return (
    <SetupFrame progress={progress()} step={step()} onGo={go}>
      <Switch>
        <Match when={step() === "addresses"}>
          <StepPanel
            title="Enter these addresses there"
            description={`So that ${productNames[props.provider.preset]} sends people back here, and nowhere else. They have to be equal to the letter.`}
            next={
              <Button variant="primary" onClick={next}>
                I have entered them
              </Button>
            }
          >
            <AddressesList provider={props.provider} />
          </StepPanel>
        </Match>
        <Match when={step() === "domains"}>
          <div class="grid gap-5">
            <DomainsPanel provider={props.provider} />
            <StepActions onBack={back}>
              <Button variant="primary" onClick={next}>
                Continue
              </Button>
            </StepActions>
          </div>
        </Match>
        <Match when={step() === "test"}>
          <TestStep
            provider={props.provider}
            testId={props.search.test}
            isTested={isTested()}
            onBack={back}
            onNext={next}
          />
        </Match>
        <Match when={true}>
          <EnableStep provider={props.provider} onBack={back} />
        </Match>
      </Switch>
    </SetupFrame>
  );
}

/** The step of the address, if it can be gone to; else the first that is not done. */
function stepAtHand(wanted: SetupStep, progress: Progress): SetupStep {
  return isOpen(wanted, progress) ? wanted : nextStep(progress);
}
