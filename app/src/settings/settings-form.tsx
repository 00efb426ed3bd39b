import { createSignal, Show, type JSX } from "solid-js";
import { Button } from "../../../ui/button.tsx";
import { Form } from "../../../ui/form.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { fieldErrorsOf, sentenceFor } from "../../../ui/problem.ts";
import { TextField } from "../../../ui/text-field.tsx";
import { toast } from "../../../ui/toast.ts";
import type { Settings } from "../api.gen/types.gen.ts";
import { missing } from "../account/missing.ts";
import { PresenceScope } from "../editing/presence-scope.tsx";
import { useEdit } from "../editing/use-edit.ts";
import { BrandPreview } from "./brand-preview.tsx";
import { ColourField } from "./colour-field.tsx";
import { settingsKind } from "./draft.ts";
import { useUpdateSettings } from "./queries.ts";
import { SecurityLimits } from "./security-limits.tsx";
import { SessionLimits } from "./session-limits.tsx";
import { SettingsNotices } from "./settings-notices.tsx";

/** Edits the settings document. Somebody else may be doing the same: their changes are merged in, never overwritten. */
export function SettingsForm(props: { readonly current: Settings }): JSX.Element {
  const edit = useEdit(settingsKind, "settings", () => props.current);
  const update = useUpdateSettings();
  const [tried, setTried] = createSignal(false);
  const refused = () => fieldErrorsOf(update.error);

  const submit = async () => {
    setTried(true);
    update.reset();
    if (edit.draft().appName.trim() === "" || !edit.isDecided() || !edit.isChanged()) return;
    const saved = await edit.save((base, changes) => update.mutateAsync({ base, changes })).catch(() => null);
    // What went wrong is shown by the mutation; that somebody else was first, by the notices.
    if (saved === null) return;
    update.reset();
    // What both have changed is new to them: nothing is missing yet.
    setTried(false);
    if (saved) toast("The settings are saved.");
  };

  return (
    <PresenceScope document="settings" isChanged={edit.isChanged()}>
      <div class="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_19rem]">
        <Form onSubmit={submit} error={update.isError ? sentenceFor(update.error) : undefined} class="gap-6">
          <SettingsNotices edit={edit} tried={tried()} />
          <Panel title="Appearance">
            <div class="grid gap-5">
              <TextField
                label="App name"
                name="appName"
                value={edit.draft().appName}
                onChange={(appName) => edit.change({ appName })}
                error={refused()["appName"] ?? missing(tried(), edit.draft().appName, "Enter a name.")}
                hint="Shown on the sign-in page, in the navigation and in e-mails."
                maxLength={60}
                spellcheck={false}
              />
              <ColourField
                value={edit.draft().primaryColor}
                onChange={(primaryColor) => edit.change({ primaryColor })}
                error={refused()["primaryColor"]}
              />
            </div>
          </Panel>
          <Panel
            title="Sessions"
            description="Changes take effect at once, for sessions that are open too. An open session never lasts longer in all than it was opened for."
          >
            <SessionLimits
              draft={edit.draft()}
              saved={edit.base()}
              errors={refused()}
              onChange={(change) => edit.change(change)}
            />
          </Panel>
          <Panel
            title="Security"
            description="Who guesses passwords has to wait. The platform has limits of its own; here you can make them stricter."
          >
            <SecurityLimits
              draft={edit.draft()}
              saved={edit.base()}
              errors={refused()}
              onChange={(change) => edit.change(change)}
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
                  edit.discard();
                }}
              >
                Discard changes
              </Button>
            </Show>
          </div>
        </Form>
        <BrandPreview name={edit.draft().appName} colour={edit.draft().primaryColor} />
      </div>
    </PresenceScope>
  );
}
