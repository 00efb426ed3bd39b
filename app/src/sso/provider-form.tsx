import { createSignal, Show, type JSX } from "solid-js";
import { Button } from "../../../ui/button.tsx";
import { Form } from "../../../ui/form.tsx";
import { Notice } from "../../../ui/notice.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { fieldErrorsOf, hasCode, sentenceFor } from "../../../ui/problem.ts";
import { SwitchField } from "../../../ui/switch-field.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import { toast } from "../../../ui/toast.ts";
import type { SsoProvider } from "../api.gen/types.gen.ts";
import { EditNotices, LastChange } from "../editing/edit-notices.tsx";
import { PresenceScope } from "../editing/presence-scope.tsx";
import { useEdit } from "../editing/use-edit.ts";
import { useMay } from "../session/me.tsx";
import { AccessFields } from "./access-fields.tsx";
import { AdvancedFields } from "./advanced-fields.tsx";
import { ConnectionFields } from "./connection-fields.tsx";
import { enforcedRefusal } from "./enforced-refusal.ts";
import { fieldValue } from "./field-value.ts";
import { changeBody, fieldNames, losesProof, mistakesIn, providerKind, type DraftField } from "./provider-draft.ts";
import { useUpdateProvider } from "./queries.ts";

/** Edits a provider. Somebody else may be doing the same: their changes are merged in, never overwritten. */
export function ProviderForm(props: { readonly provider: SsoProvider }): JSX.Element {
  // eslint-disable-next-line solid/reactivity -- the page is made anew for another provider
  const document = `sso:${props.provider.id}` as const;
  const edit = useEdit(providerKind, document, () => props.provider);
  const update = useUpdateProvider();
  const may = useMay();
  const [tried, setTried] = createSignal(false);
  const mistakes = () => mistakesIn(edit.base(), edit.draft());
  const errors = (): Readonly<Partial<Record<string, string>>> => ({
    ...(tried() ? mistakes() : {}),
    ...fieldErrorsOf(update.error),
    ...(hasCode(update.error, "CLIENT_SECRET_NEEDED") ? { clientSecret: "Enter the client secret." } : {}),
  });

  const submit = async () => {
    setTried(true);
    update.reset();
    if (Object.keys(mistakes()).length > 0 || !edit.isDecided() || !edit.isChanged()) return;
    const saved = await edit
      .save((base, changes) => update.mutateAsync({ base, changes: changeBody(changes) }))
      .catch(() => null);
    // What went wrong is shown by the mutation; that somebody else was first, by the notices.
    if (saved === null) return;
    update.reset();
    if (!saved) return;
    setTried(false);
    toast("The changes are saved.");
  };

  return (
    <PresenceScope document={document} isChanged={edit.isChanged()}>
      <Form
        onSubmit={submit}
        error={update.isError ? explain(update.error, may("sso:confirm")) : undefined}
        class="gap-6"
      >
        <EditNotices
          edit={edit}
          tried={tried()}
          subject={`The settings of ${edit.base().label}`}
          fieldNames={fieldNames}
          value={(field, of) => <span class="whitespace-pre-line">{fieldValue(field, of[field as DraftField])}</span>}
          lastChange={<LastChange by={lastChange(edit.base())} />}
        />
        <Panel title="Connection">
          <div class="grid gap-5">
            <SwitchField
              label="People can sign in through it"
              name="enabled"
              checked={edit.draft().enabled}
              onChange={(enabled) => edit.change({ enabled })}
              hint="Switched off, it is not offered, and sign-ins that are under way are refused. Sessions stay open."
              error={errors()["enabled"]}
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
            <ConnectionFields
              draft={edit.draft()}
              saved={edit.base()}
              errors={errors()}
              onChange={(more) => edit.change(more)}
            />
            <Show when={losesProof(edit.base(), edit.draft())}>
              <Notice tone="warning" announce>
                This makes it another provider. People who came in by the old one are not recognised by it: they are
                linked anew by their address. An owner has to sign in or test again before single sign-on can be
                required.
              </Notice>
            </Show>
          </div>
        </Panel>
        <Panel title="Who comes in" description="What happens when somebody signs in through it.">
          <AccessFields
            draft={edit.draft()}
            saved={edit.base()}
            errors={errors()}
            onChange={(more) => edit.change(more)}
          />
        </Panel>
        <Panel title="Advanced">
          <AdvancedFields
            draft={edit.draft()}
            saved={edit.base()}
            errors={errors()}
            onChange={(more) => edit.change(more)}
          />
        </Panel>
        <div class="flex flex-wrap items-center gap-2.5">
          <Button type="submit" variant="primary" pending={update.isPending} disabled={!edit.isChanged()}>
            Save
          </Button>
          <Show when={edit.isChanged()}>
            <Button
              variant="quiet"
              onClick={() => {
                update.reset();
                setTried(false);
                edit.discard();
              }}
            >
              Discard changes
            </Button>
          </Show>
          {/* The form is long, and what there is to choose stands above it. */}
          <Show when={!edit.isDecided()}>
            <p class="basis-full text-base font-medium text-warning-ink">
              Somebody else has changed the same in the meantime: choose above what stays, then save.
            </p>
          </Show>
        </div>
      </Form>
    </PresenceScope>
  );
}

function lastChange({ updatedBy, updatedAt }: SsoProvider) {
  return updatedBy.name === null ? undefined : { id: updatedBy.id, name: updatedBy.name, at: updatedAt };
}

export function explain(error: unknown, mayConfirm: boolean): string {
  if (hasCode(error, "SSO_ENFORCED")) {
    return enforcedRefusal(
      mayConfirm,
      "nobody could sign in after this change. Let passwords in first, or set up another provider.",
    );
  }
  return sentenceFor(error);
}
