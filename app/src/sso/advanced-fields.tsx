import { createMemo, type JSX } from "solid-js";
import { Disclosure } from "../../../ui/disclosure.tsx";
import { SelectField } from "../../../ui/select.tsx";
import { SwitchField } from "../../../ui/switch-field.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import { EndpointFields } from "./endpoint-fields.tsx";
import type { FieldGroupProps } from "./field-group.ts";
import { ageName, fieldValue } from "./field-value.ts";
import { guides } from "./guides/all.ts";
import { Marked } from "./guides/marked.tsx";

const ages = [0, 900, 3_600, 43_200, 86_400, 604_800];

const authentications = [
  {
    value: "client_secret_basic" as const,
    label: "Secret in the header",
    description: "client_secret_basic: what most providers expect.",
  },
  {
    value: "client_secret_post" as const,
    label: "Secret in the body",
    description: "client_secret_post: Entra ID and Auth0 expect it.",
  },
  {
    value: "none" as const,
    label: "No secret",
    description: "A public client. The sign-in is protected by PKCE alone.",
  },
];

const verifications = [
  {
    value: "required" as const,
    label: "The provider has to say so",
    description: "Without email_verified nobody comes in.",
  },
  {
    value: "assumed" as const,
    label: "Taken as verified",
    description: "Only if the provider says nothing of it, and gives out the addresses of your domains itself.",
  },
];

/** What most people never change. What is wrong, or is not as usual, is in sight. */
export function AdvancedFields(props: FieldGroupProps): JSX.Element {
  const has = (...names: readonly string[]) =>
    Object.keys(props.errors).some((path) => names.some((name) => path === name || path.startsWith(`${name}.`)));
  const ageOptions = createMemo(() =>
    [...new Set([...ages, ...(props.saved.maxAgeSeconds === null ? [] : [props.saved.maxAgeSeconds])])]
      .toSorted((one, other) => one - other)
      .map((seconds) => ({ value: String(seconds), label: ageName(seconds) })),
  );
  return (
    <div class="grid gap-4">
      <Disclosure
        title="Client authentication"
        summary={fieldValue("clientAuthentication", props.draft.clientAuthentication)}
        open={has("clientAuthentication")}
      >
        <SelectField
          label="How we prove to the provider who we are"
          name="clientAuthentication"
          value={props.draft.clientAuthentication}
          options={authentications}
          onChange={(clientAuthentication) => props.onChange({ clientAuthentication })}
          error={props.errors["clientAuthentication"]}
        />
      </Disclosure>
      <Disclosure
        title="Endpoints"
        summary={props.draft.endpoints === null ? "Discovered" : "By hand"}
        open={has("endpoints")}
      >
        <EndpointFields {...props} />
      </Disclosure>
      <Disclosure title="How people sign in there" open={has("emailVerification", "maxAgeSeconds", "acrValues")}>
        <SelectField
          label="Verified addresses"
          name="emailVerification"
          value={props.draft.emailVerification}
          options={verifications}
          onChange={(emailVerification) => props.onChange({ emailVerification })}
          hint={<Marked text={guides[props.draft.preset].caution ?? ""} />}
          error={props.errors["emailVerification"]}
        />
        <SelectField
          label="Oldest sign-in accepted"
          name="maxAgeSeconds"
          value={props.draft.maxAgeSeconds === null ? "any" : String(props.draft.maxAgeSeconds)}
          options={[{ value: "any", label: "Any age" }, ...ageOptions()]}
          onChange={(age) => props.onChange({ maxAgeSeconds: age === "any" ? null : Number(age) })}
          hint="Who has signed in at the provider longer ago has to do it again (max_age)."
          error={props.errors["maxAgeSeconds"]}
        />
        <TextField
          label="Level of assurance"
          name="acrValues"
          value={props.draft.acrValues ?? ""}
          onChange={(values) => props.onChange({ acrValues: values === "" ? null : values })}
          hint="Ways of signing in there that are accepted, with spaces between (acr_values). Usually empty."
          error={props.errors["acrValues"]}
          maxLength={500}
          spellcheck={false}
        />
      </Disclosure>
      <Disclosure
        title="Signing out"
        summary={props.draft.logoutAtProvider ? "Here and there" : "Here only"}
        open={has("logoutAtProvider")}
      >
        <SwitchField
          label="Signing out here signs out at the provider, too"
          name="logoutAtProvider"
          checked={props.draft.logoutAtProvider}
          onChange={(logoutAtProvider) => props.onChange({ logoutAtProvider })}
          hint="Useful where people share a computer. Elsewhere it signs them out of everything else as well."
          error={props.errors["logoutAtProvider"]}
        />
      </Disclosure>
    </div>
  );
}
