import type { JSX } from "solid-js";
import { presets } from "../../../src/sso/provider.ts";
import { SelectField } from "../../../ui/select.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import type { FieldGroupProps } from "./field-group.ts";
import { guides, productNames } from "./guides/all.ts";
import { IssuerField } from "./issuer-field.tsx";
import { SecretField } from "./secret-field.tsx";

const products = presets.map((preset) => ({ value: preset, label: productNames[preset] }));

/** Which provider it is, and as whom it knows us. */
export function ConnectionFields(props: FieldGroupProps): JSX.Element {
  return (
    <>
      <SelectField
        label="Product"
        name="preset"
        value={props.draft.preset}
        options={products}
        onChange={(preset) => props.onChange({ preset })}
        hint="Only the advice on these pages goes by it."
        error={props.errors["preset"]}
      />
      <IssuerField
        value={props.draft.issuer}
        onChange={(issuer) => props.onChange({ issuer })}
        error={props.errors["issuer"]}
        guide={guides[props.draft.preset]}
      />
      <TextField
        label="Client ID"
        name="clientId"
        value={props.draft.clientId}
        onChange={(clientId) => props.onChange({ clientId })}
        error={props.errors["clientId"]}
        maxLength={500}
        spellcheck={false}
      />
      <SecretField {...props} />
    </>
  );
}
