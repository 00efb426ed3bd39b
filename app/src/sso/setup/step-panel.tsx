import { Show, type JSX } from "solid-js";
import { Button } from "../../../../ui/button.tsx";
import { Panel } from "../../../../ui/panel.tsx";

/** One step: what it is for, what there is to do, and the way on and back. */
export function StepPanel(props: {
  readonly title: string;
  readonly description?: JSX.Element;
  readonly children: JSX.Element;
  readonly onBack?: (() => void) | undefined;
  /** What goes on, if anything but a button of the step's own does. */
  readonly next?: JSX.Element;
}): JSX.Element {
  return (
    <Panel title={props.title} description={props.description}>
      <div class="grid gap-5">
        {props.children}
        <StepActions onBack={props.onBack}>{props.next}</StepActions>
      </div>
    </Panel>
  );
}

export function StepActions(props: {
  readonly onBack?: (() => void) | undefined;
  readonly children?: JSX.Element;
}): JSX.Element {
  return (
    <div class="flex flex-wrap items-center justify-between gap-2.5 border-t border-line pt-4">
      <Show when={props.onBack} fallback={<span />}>
        {(back) => (
          <Button variant="quiet" onClick={() => back()()}>
            Back
          </Button>
        )}
      </Show>
      <div class="flex flex-wrap items-center gap-2.5">{props.children}</div>
    </div>
  );
}
