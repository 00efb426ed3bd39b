import { createSignal, Show, type JSX } from "solid-js";
import { Button } from "../../../ui/button.tsx";
import { Form } from "../../../ui/form.tsx";
import { Notice } from "../../../ui/notice.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { fieldErrorsOf } from "../../../ui/problem.ts";
import { SelectField } from "../../../ui/select.tsx";
import { SwitchField } from "../../../ui/switch-field.tsx";
import { toast } from "../../../ui/toast.ts";
import type { Hostname, PrimaryHost } from "../api.gen/types.gen.ts";
import { EditNotices, LastChange } from "../editing/edit-notices.tsx";
import { useEdit } from "../editing/use-edit.ts";
import { useMay } from "../session/me.tsx";
import { hostAddress } from "./host-address.ts";
import { fieldNames, primaryHostKind, useChoosePrimaryHost, type PrimaryHostDraft } from "./primary-host.ts";
import { primaryRefusal } from "./refusal.ts";

/** The host that every organization has, in a list of hostnames' ids. */
const own = "own";

/** Which host is the one that people are told of. Somebody else may choose at the same time: theirs is merged in. */
export function PrimaryHostPanel(props: {
  readonly current: PrimaryHost;
  readonly hostnames: readonly Hostname[];
}): JSX.Element {
  const may = useMay();
  const edit = useEdit(primaryHostKind, "primary-host", () => props.current);
  const choose = useChoosePrimaryHost();
  const [tried, setTried] = createSignal(false);
  const options = () => [
    { value: own, label: props.current.ownHost, description: "The host every organization has" },
    ...props.hostnames
      .filter(({ id, lifecycleStatus }) => lifecycleStatus === "active" || id === edit.draft().hostnameId)
      .map(({ id, displayHostname }) => ({ value: id, label: displayHostname })),
  ];
  const wayIn = () => `${hostAddress(props.current.ownHost, window.location)}login?here`;
  /** The chosen one, while nobody can open it. */
  const outOfService = () =>
    props.hostnames.find(({ id, lifecycleStatus }) => id === props.current.hostnameId && lifecycleStatus !== "active")
      ?.displayHostname;
  const nameOf = (id: string | null) =>
    options().find(({ value }) => value === (id ?? own))?.label ??
    props.hostnames.find((hostname) => hostname.id === id)?.displayHostname ??
    "A hostname that was removed";

  const save = async () => {
    setTried(true);
    choose.reset();
    if (!edit.isDecided() || !edit.isChanged()) return;
    const saved = await edit.save((base, changes) => choose.mutateAsync({ base, changes })).catch(() => null);
    if (saved === null) return;
    choose.reset();
    setTried(false);
    if (saved) toast("The primary host is saved.");
  };

  return (
    <Panel title="Primary host" description="E-mails lead people there, unless they answer somebody at another host.">
      <Form onSubmit={save} error={choose.isError ? primaryRefusal(choose.error) : undefined} class="gap-5">
        <EditNotices
          edit={edit}
          tried={tried()}
          subject="The primary host"
          fieldNames={fieldNames}
          value={(field, of) => <Value field={field} of={of} nameOf={nameOf} />}
          lastChange={<LastChange by={undefined} />}
        />
        <Show when={outOfService()}>
          {(name) => (
            <Notice tone="warning" title={`${name()} is out of service`}>
              Until it is active again, e-mails lead to {props.current.ownHost}, and nobody is sent on from the other
              hosts.
            </Notice>
          )}
        </Show>
        <SelectField
          label="Primary host"
          name="primaryHost"
          class="max-w-md"
          options={options()}
          value={edit.draft().hostnameId ?? own}
          onChange={(id) => edit.change({ hostnameId: id === own ? null : id })}
          error={fieldErrorsOf(choose.error)["hostnameId"]}
          disabled={!may("hostnames:update")}
        />
        <SwitchField
          label="Send people there from the other hosts"
          name="redirectOthers"
          checked={edit.draft().redirectOthers}
          onChange={(redirectOthers) => edit.change({ redirectOthers })}
          disabled={!may("hostnames:update")}
          hint="Who opens a page at another host comes to the same page at the primary one, and signs in there, unless they are signed in where they are. Links in e-mails keep working at the host they name."
        />
        <Show when={edit.draft().redirectOthers}>
          <p class="text-base text-muted">
            Should nobody get in at the primary host, one can still sign in at{" "}
            <code class="font-mono text-sm break-all">{wayIn()}</code>. Keep this address.
          </p>
        </Show>
        <Show when={edit.isChanged()}>
          <div class="flex flex-wrap items-center gap-2.5">
            <Button type="submit" variant="primary" pending={choose.isPending}>
              Save
            </Button>
            <Button
              variant="quiet"
              onClick={() => {
                choose.reset();
                edit.discard();
              }}
            >
              Discard changes
            </Button>
          </div>
        </Show>
      </Form>
    </Panel>
  );
}

function Value(props: {
  readonly field: keyof PrimaryHostDraft;
  readonly of: PrimaryHostDraft;
  readonly nameOf: (id: string | null) => string;
}): JSX.Element {
  return (
    <>{props.field === "hostnameId" ? props.nameOf(props.of.hostnameId) : props.of.redirectOthers ? "On" : "Off"}</>
  );
}
