import { For, Show, type JSX } from "solid-js";
import { Button } from "../../../ui/button.tsx";
import { fieldErrorClass } from "../../../ui/field.ts";
import { Notice } from "../../../ui/notice.tsx";
import { sentenceFor } from "../../../ui/problem.ts";
import { SwitchField } from "../../../ui/switch-field.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import type { SsoEndpoints } from "../api.gen/types.gen.ts";
import { adviceFor } from "./advice.ts";
import type { FieldGroupProps } from "./field-group.ts";
import { useDiscovery } from "./queries.ts";

type Endpoints = NonNullable<SsoEndpoints>;

const addresses = [
  { field: "authorization", label: "Authorization endpoint", isRequired: true },
  { field: "token", label: "Token endpoint", isRequired: true },
  { field: "jwks", label: "Keys (jwks_uri)", isRequired: true },
  { field: "userinfo", label: "Userinfo endpoint (optional)", isRequired: false },
  { field: "endSession", label: "Sign-out endpoint (optional)", isRequired: false },
] as const satisfies readonly { field: keyof Endpoints; label: string; isRequired: boolean }[];

const empty: Endpoints = { authorization: "", token: "", jwks: "" };

/** Where the provider is reached: asked of the issuer at each sign-in, or entered by hand. */
export function EndpointFields(props: FieldGroupProps): JSX.Element {
  const discovery = useDiscovery();

  const set = (field: keyof Endpoints, value: string) => {
    const { [field]: _before, ...others } = props.draft.endpoints ?? empty;
    const isOptional = field === "userinfo" || field === "endSession";
    const endpoints = isOptional && value === "" ? others : { ...others, [field]: value };
    props.onChange({ endpoints: endpoints as Endpoints });
  };

  const fill = async () => {
    try {
      const { endpoints } = await discovery.mutateAsync(props.draft.issuer.trim());
      if (endpoints !== null) props.onChange({ endpoints });
    } catch {
      // Shown by the mutation.
    }
  };

  return (
    <div class="grid gap-4">
      <SwitchField
        label="Enter the endpoints by hand"
        name="endpointsByHand"
        checked={props.draft.endpoints !== null}
        onChange={(byHand) => props.onChange({ endpoints: byHand ? (props.saved.endpoints ?? empty) : null })}
        hint="For providers without metadata. Otherwise the issuer is asked at each sign-in, which follows when something moves."
      />
      <Show when={props.draft.endpoints}>
        {(endpoints) => (
          <div class="grid gap-4">
            <div class="flex flex-wrap items-center gap-x-3 gap-y-2">
              <Button size="small" pending={discovery.isPending} onClick={() => void fill()}>
                Ask the issuer for them
              </Button>
              <Show when={props.errors["endpoints"]}>{(sentence) => <p class={fieldErrorClass}>{sentence()}</p>}</Show>
            </div>
            <Show when={discovery.isError}>
              <Notice tone="danger" announce>
                {sentenceFor(discovery.error)}
              </Notice>
            </Show>
            <Show when={discovery.data?.reason}>
              {(reason) => (
                <Notice tone="warning" title={adviceFor(reason()).sentence} announce>
                  {adviceFor(reason()).advice}
                </Notice>
              )}
            </Show>
            <For each={addresses}>
              {({ field, label, isRequired }) => (
                <TextField
                  label={label}
                  name={`endpoints.${field}`}
                  type="url"
                  value={endpoints()[field] ?? ""}
                  onChange={(value) => set(field, value)}
                  error={
                    props.errors[`endpoints.${field}`] ??
                    (isRequired && (endpoints()[field] ?? "").trim() === "" && props.errors["endpoints"] !== undefined
                      ? "Enter this address."
                      : undefined)
                  }
                  maxLength={2_000}
                />
              )}
            </For>
          </div>
        )}
      </Show>
    </div>
  );
}
