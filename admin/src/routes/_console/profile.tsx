import { createFileRoute } from "@tanstack/solid-router";
import { createSignal, For, type JSX } from "solid-js";
import { Badge } from "../../../../ui/badge.tsx";
import { Button } from "../../../../ui/button.tsx";
import { Form } from "../../../../ui/form.tsx";
import { CheckIcon } from "../../../../ui/icons.tsx";
import { PageHeader } from "../../../../ui/page-header.tsx";
import { Fact, Facts, Panel } from "../../../../ui/panel.tsx";
import { fieldErrorsOf, sentenceFor } from "../../../../ui/problem.ts";
import { TextField } from "../../../../ui/text-field.tsx";
import { toast } from "../../../../ui/toast.ts";
import { answered } from "../../operator-api/answered.ts";
import { usePresentOperator } from "../../operators/present-operator.tsx";
import { permissionName } from "../../operators/permission-name.ts";
import { useUpdateProfile } from "../../operators/queries.ts";
import { operatorRoleName } from "../../operators/role-name.ts";

export const Route = createFileRoute("/_console/profile")({ component: ProfilePage });

function ProfilePage(): JSX.Element {
  const operator = usePresentOperator();
  return (
    <>
      <PageHeader
        title="Your profile"
        badge={<Badge tone="brand">{operatorRoleName(operator().role)}</Badge>}
        description="Tenants read your name in their audit log when you do something to them."
      />
      <div class="grid max-w-4xl items-start gap-5 lg:grid-cols-2">
        <Panel>
          <NameForm />
        </Panel>
        <Panel title="What your role allows">
          <ul class="grid gap-2 text-base text-ink">
            <For each={operator().permissions}>
              {(permission) => (
                <li class="flex items-start gap-2.5">
                  <CheckIcon class="mt-1 size-4 text-success-ink" />
                  {permissionName(permission)}
                </li>
              )}
            </For>
          </ul>
        </Panel>
      </div>
    </>
  );
}

function NameForm(): JSX.Element {
  const operator = usePresentOperator();
  const update = useUpdateProfile();
  const [name, setName] = createSignal(operator().name ?? "");
  const [missing, setMissing] = createSignal(false);

  const submit = async () => {
    setMissing(name().trim() === "");
    if (missing() || update.isPending) return;
    if ((await answered(update.mutateAsync(name().trim()))) !== null) toast("Your name is saved.");
  };

  return (
    <Form onSubmit={submit} error={update.isError ? sentenceFor(update.error) : undefined}>
      <Facts>
        <Fact name="E-mail">{operator().email}</Fact>
        <Fact name="Operator id">
          <span class="font-mono text-xs break-all">{operator().id}</span>
        </Fact>
      </Facts>
      <TextField
        label="Name"
        name="name"
        value={name()}
        onChange={(text) => {
          setName(text);
          setMissing(false);
        }}
        error={missing() ? "Enter your name." : fieldErrorsOf(update.error)["name"]}
        autocomplete="name"
        required
        maxLength={100}
      />
      <div>
        <Button type="submit" variant="primary" pending={update.isPending}>
          Save
        </Button>
      </div>
    </Form>
  );
}
