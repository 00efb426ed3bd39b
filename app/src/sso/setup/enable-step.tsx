import { Link } from "@tanstack/solid-router";
import { createSignal, Show, type JSX } from "solid-js";
import { reaches, roles } from "../../../../src/authorization/role.ts";
import { Button, buttonClass } from "../../../../ui/button.tsx";
import { Form } from "../../../../ui/form.tsx";
import { Notice } from "../../../../ui/notice.tsx";
import { Panel } from "../../../../ui/panel.tsx";
import { hasCode } from "../../../../ui/problem.ts";
import { SelectField } from "../../../../ui/select.tsx";
import { SwitchField } from "../../../../ui/switch-field.tsx";
import { toast } from "../../../../ui/toast.ts";
import type { SsoProvider } from "../../api.gen/types.gen.ts";
import { roleOption } from "../../members/role-option.ts";
import { useMay, useMe } from "../../session/me.tsx";
import { explain } from "../provider-form.tsx";
import { useUpdateProvider } from "../queries.ts";
import { StepActions } from "./step-panel.tsx";

/** Who comes in by it, and the switch. */
export function EnableStep(props: { readonly provider: SsoProvider; readonly onBack: () => void }): JSX.Element {
  return (
    <Show when={props.provider.enabled} fallback={<Ready {...props} />}>
      <Done provider={props.provider} />
    </Show>
  );
}

function Ready(props: { readonly provider: SsoProvider; readonly onBack: () => void }): JSX.Element {
  const me = useMe();
  const may = useMay();
  const update = useUpdateProvider();
  /* What is saved already, unless it was changed here. */
  const [provisioning, setProvisioning] = createSignal<boolean>();
  const [defaultRole, setDefaultRole] = createSignal<SsoProvider["defaultRole"]>();
  const brings = () => provisioning() ?? props.provider.provisioning;
  const role = () => defaultRole() ?? props.provider.defaultRole;
  const isVerified = () => props.provider.domains.some(({ verified }) => verified);

  const submit = async () => {
    try {
      await update.mutateAsync({
        base: props.provider,
        changes: { enabled: true, provisioning: brings(), defaultRole: role() },
      });
    } catch {
      return;
    }
    toast(`${props.provider.label} is switched on.`);
  };

  return (
    <Panel title="Who comes in?" description="You can change this at any time.">
      <Form
        onSubmit={submit}
        error={update.isError ? refusal(update.error, may("sso:confirm")) : undefined}
        class="gap-5"
      >
        <SwitchField
          label="New people get an account when they come for the first time"
          name="provisioning"
          checked={brings()}
          onChange={setProvisioning}
          hint="Switched off, only members and people with an open invitation come in."
        />
        <Show when={brings()}>
          <SelectField
            label="Role of new people"
            name="defaultRole"
            value={role()}
            options={roles.filter((one) => reaches(me().role, one)).map(roleOption)}
            onChange={setDefaultRole}
          />
        </Show>
        <Show when={!isVerified()}>
          <Notice tone="warning">
            No domain is verified yet: you can switch it on, but nobody can sign in before one is.
          </Notice>
        </Show>
        <StepActions onBack={props.onBack}>
          <Button type="submit" variant="primary" pending={update.isPending}>
            Switch it on
          </Button>
        </StepActions>
      </Form>
    </Panel>
  );
}

function refusal(error: unknown, mayConfirm: boolean): string {
  if (hasCode(error, "PRECONDITION_FAILED")) {
    return "Somebody else has just changed this provider. What you see now is how it is: switch it on again if you still want to.";
  }
  return explain(error, mayConfirm);
}

function Done(props: { readonly provider: SsoProvider }): JSX.Element {
  const isVerified = () => props.provider.domains.some(({ verified }) => verified);
  return (
    <Panel title={`${props.provider.label} is switched on`}>
      <div class="grid gap-5">
        <Show
          when={isVerified()}
          fallback={
            <Notice tone="warning">One thing is left: nobody can sign in before one of its domains is verified.</Notice>
          }
        >
          <Notice tone="success">
            People with an address in its domains can sign in through it from now on. Passwords still work as well.
          </Notice>
        </Show>
        <Show when={props.provider.authority !== "owner"}>
          <Notice tone="warning" title="An owner has to confirm it">
            Until then owners cannot sign in through it: an admin has set it up. The button is on its own page.
          </Notice>
        </Show>
        <p class="text-base text-muted">
          Next, an owner can make a recovery code and require single sign-on of everybody.
        </p>
        <div class="flex flex-wrap gap-2.5">
          <Link to="/sso" class={buttonClass("primary")}>
            To single sign-on
          </Link>
          <Link to="/sso/$providerId" params={{ providerId: props.provider.id }} class={buttonClass()}>
            All settings of {props.provider.label}
          </Link>
        </div>
      </div>
    </Panel>
  );
}
