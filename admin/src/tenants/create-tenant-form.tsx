import { createSignal, Show, type JSX } from "solid-js";
import { createStore } from "solid-js/store";
import { Button } from "../../../ui/button.tsx";
import { Form } from "../../../ui/form.tsx";
import { fieldErrorsOf, hasCode, sentenceFor } from "../../../ui/problem.ts";
import { SelectField } from "../../../ui/select.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import type { TenantCreated } from "../api.gen/types.gen.ts";
import { answered } from "../operator-api/answered.ts";
import { homeRegionChoices } from "./home-region.ts";
import { useCreateTenant } from "./queries.ts";
import { hopelessSlugProblem, slugFromName, slugProblem, tenantAddress } from "./slug.ts";
import { draftProblems, tenantOf, type DraftProblems, type TenantDraft } from "./tenant-draft.ts";

/** Describes a new tenant. The slug follows the name until somebody writes one of their own. */
export function CreateTenantForm(props: {
  readonly onCreated: (created: TenantCreated, draft: TenantDraft) => void;
}): JSX.Element {
  const creation = useCreateTenant();
  const [draft, setDraft] = createStore<TenantDraft>({ name: "", slug: "", primaryAdminEmail: "", homeRegion: "weur" });
  const [ownSlug, setOwnSlug] = createSignal(false);
  const [submitted, setSubmitted] = createSignal(false);

  const problems = (): DraftProblems => (submitted() ? draftProblems(draft) : {});
  const refused = () => fieldErrorsOf(creation.error);
  const slugRefusal = () =>
    hasCode(creation.error, "SLUG_TAKEN", "SLUG_RESERVED") ? sentenceFor(creation.error) : undefined;
  const slugError = (): string | undefined => {
    if (slugRefusal() !== undefined) return slugRefusal();
    return problems().slug ?? hopelessSlugProblem(draft.slug) ?? refused()["slug"];
  };

  const change = (changes: Partial<TenantDraft>) => {
    if (creation.isError) creation.reset();
    setDraft(changes);
  };

  const submit = async () => {
    setSubmitted(true);
    if (creation.isPending || Object.keys(draftProblems(draft)).length > 0) return;
    const sent = { ...draft };
    const created = await answered(creation.mutateAsync(tenantOf(sent)));
    if (created !== null) props.onCreated(created, sent);
  };

  return (
    <Form
      class="gap-5"
      onSubmit={submit}
      error={creation.isError && slugRefusal() === undefined ? sentenceFor(creation.error) : undefined}
    >
      <TextField
        label="Organization name"
        name="name"
        value={draft.name}
        onChange={(name) => change(ownSlug() ? { name } : { name, slug: slugFromName(name) })}
        error={problems().name ?? refused()["name"]}
        required
        maxLength={100}
      />
      <TextField
        label="Slug"
        name="slug"
        value={draft.slug}
        onChange={(slug) => {
          setOwnSlug(slug !== "");
          change({ slug });
        }}
        hint={<AddressPreview slug={draft.slug} />}
        error={slugError()}
        required
        maxLength={64}
        spellcheck={false}
      />
      <TextField
        label="Primary admin's e-mail"
        name="primaryAdminEmail"
        type="email"
        value={draft.primaryAdminEmail}
        onChange={(primaryAdminEmail) => change({ primaryAdminEmail })}
        hint="Becomes the first owner. The invitation is mailed right away."
        error={problems().primaryAdminEmail ?? refused()["primaryAdminEmail"]}
        required
        maxLength={254}
      />
      <SelectField
        label="Home region"
        name="homeRegion"
        options={homeRegionChoices}
        value={draft.homeRegion}
        onChange={(homeRegion) => change({ homeRegion })}
        hint="Where the tenant's gatekeeper lives: close to most of its people. It cannot be moved later."
        error={refused()["homeRegion"]}
      />
      <div class="flex pt-1">
        <Button type="submit" variant="primary" pending={creation.isPending} class="max-sm:w-full">
          Create the tenant
        </Button>
      </div>
    </Form>
  );
}

function AddressPreview(props: { readonly slug: string }): JSX.Element {
  return (
    <Show when={slugProblem(props.slug) === null} fallback="Part of the tenant's address. It cannot be changed later.">
      Will be hosted at{" "}
      <span class="font-mono text-xs break-all text-ink">{tenantAddress(props.slug, window.location)}</span>
    </Show>
  );
}
