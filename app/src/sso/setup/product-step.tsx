import { createSignal, type JSX } from "solid-js";
import type { Preset } from "../../../../src/sso/provider.ts";
import { Button } from "../../../../ui/button.tsx";
import { ChoiceCards } from "../../../../ui/choice-cards.tsx";
import { guides } from "../guides/all.ts";
import { StepPanel } from "./step-panel.tsx";

const choices = (Object.keys(guides) as Preset[]).map((preset) => ({
  value: preset,
  label: guides[preset].name,
  ...(preset === "generic" ? { description: "Any other that speaks OpenID Connect" } : {}),
}));

export function ProductStep(props: {
  readonly preset: Preset | undefined;
  readonly onChoose: (preset: Preset) => void;
  readonly onNext: () => void;
}): JSX.Element {
  const [tried, setTried] = createSignal(false);
  const goOn = () => {
    setTried(true);
    if (props.preset !== undefined) props.onNext();
  };
  return (
    <StepPanel
      title="Where do your people have their accounts?"
      description="We show you what to click there, step by step."
      next={
        <Button variant="primary" onClick={goOn}>
          Continue
        </Button>
      }
    >
      <ChoiceCards
        legend="Identity provider"
        choices={choices}
        value={props.preset ?? null}
        onChange={props.onChoose}
        error={tried() && props.preset === undefined ? "Choose one to go on." : undefined}
      />
    </StepPanel>
  );
}
