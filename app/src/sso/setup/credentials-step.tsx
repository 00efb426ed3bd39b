import { createSignal, Show, type JSX } from "solid-js";
import type { Preset } from "../../../../src/sso/provider.ts";
import { Button } from "../../../../ui/button.tsx";
import { Form } from "../../../../ui/form.tsx";
import { Notice } from "../../../../ui/notice.tsx";
import { Panel } from "../../../../ui/panel.tsx";
import { fieldErrorsOf, sentenceFor } from "../../../../ui/problem.ts";
import { PasswordField, TextField } from "../../../../ui/text-field.tsx";
import type { SsoProvider } from "../../api.gen/types.gen.ts";
import { listed } from "../../editing/sentence.ts";
import { useEdit } from "../../editing/use-edit.ts";
import { guides } from "../guides/all.ts";
import { IssuerField } from "../issuer-field.tsx";
import { useCreateProvider } from "../queries.ts";
import { creationKeys } from "../../api/creation-key.ts";
import { creationBody, mistakesInNew, newFieldNames, newProviderKind, type NewProvider } from "./new-provider.ts";
import { StepActions } from "./step-panel.tsx";

/** What the provider calls itself and us. With it the provider is made, switched off; what is typed survives a reload. */
export function CredentialsStep(props: {
  readonly preset: Preset;
  readonly onBack: () => void;
  readonly onCreated: (provider: SsoProvider) => void;
}): JSX.Element {
  // eslint-disable-next-line solid/reactivity -- the step is made anew for another product
  const blank: NewProvider = { version: 0, preset: props.preset };
  const edit = useEdit(newProviderKind, `sso-new/${blank.preset}`, () => blank);
  const create = useCreateProvider();
  const keys = creationKeys(() => crypto.randomUUID());
  const [tried, setTried] = createSignal(false);
  const guide = () => guides[props.preset];
  const errors = (): Readonly<Partial<Record<string, string>>> => ({
    ...(tried() ? mistakesInNew(edit.draft()) : {}),
    ...fieldErrorsOf(create.error),
  });

  const submit = async () => {
    setTried(true);
    create.reset();
    if (Object.keys(mistakesInNew(edit.draft())).length > 0) return;
    const body = creationBody(props.preset, edit.draft());
    try {
      const provider = await create.mutateAsync({ body, key: keys.keyFor(body) });
      edit.discard();
      props.onCreated(provider);
    } catch {
      // Shown by the mutation; what was typed stays.
    }
  };

  return (
    <Panel
      title="Connect it"
      description="Copy these from the application. The secret goes in and never comes out again, for nobody."
    >
      <Form onSubmit={submit} error={create.isError ? sentenceFor(create.error) : undefined} class="gap-5">
        <Show when={edit.restored()}>
          {(restored) => (
            <Notice tone="info">
              What you typed before is here again.{" "}
              <Show when={restored().lost.length > 0}>
                Secrets are not kept: enter {listed(restored().lost.map((field) => newFieldNames[field]))} again.
              </Show>
            </Notice>
          )}
        </Show>
        <IssuerField
          value={edit.draft().issuer}
          onChange={(issuer) => edit.change({ issuer })}
          error={errors()["issuer"]}
          guide={guide()}
        />
        <TextField
          label="Client ID"
          name="clientId"
          value={edit.draft().clientId}
          onChange={(clientId) => edit.change({ clientId })}
          error={errors()["clientId"]}
          maxLength={500}
          spellcheck={false}
        />
        <PasswordField
          label="Client secret"
          name="clientSecret"
          autocomplete="off"
          value={edit.draft().clientSecret}
          onChange={(clientSecret) => edit.change({ clientSecret })}
          error={errors()["clientSecret"]}
          hint={guide().clientSecretHint}
          maxLength={2_000}
        />
        <TextField
          label="Name"
          name="label"
          value={edit.draft().label}
          onChange={(label) => edit.change({ label })}
          error={errors()["label"]}
          hint={`People see it on the sign-in page: “Continue with ${edit.draft().label || "…"}”.`}
          maxLength={60}
          spellcheck={false}
        />
        <StepActions onBack={props.onBack}>
          <Button type="submit" variant="primary" pending={create.isPending}>
            Save and continue
          </Button>
        </StepActions>
      </Form>
    </Panel>
  );
}
