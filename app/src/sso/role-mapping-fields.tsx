import { createSignal, Index, Show, type JSX } from "solid-js";
import { reaches, roles, type Role } from "../../../src/authorization/role.ts";
import { Button } from "../../../ui/button.tsx";
import { fieldErrorClass } from "../../../ui/field.ts";
import { PlusIcon, TrashIcon } from "../../../ui/icons.tsx";
import { SelectField } from "../../../ui/select.tsx";
import { SwitchField } from "../../../ui/switch-field.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import type { SsoRoleMapping } from "../api.gen/types.gen.ts";
import { roleNames } from "../members/role-name.ts";
import { useMe } from "../session/me.tsx";
import type { FieldGroupProps } from "./field-group.ts";
import { guides } from "./guides/all.ts";
import { Marked } from "./guides/marked.tsx";

/** Roles by what the provider says of a person: which claim, and what each of its values is worth. */
export function RoleMappingFields(props: FieldGroupProps): JSX.Element {
  const me = useMe();
  const [opened, setOpened] = createSignal(false);
  const isUsed = () => opened() || props.draft.roleClaim !== null || props.draft.roleMappings.length > 0;
  const guide = () => guides[props.draft.preset].roles;

  const set = (at: number, more: Partial<SsoRoleMapping>) =>
    props.onChange({
      roleMappings: props.draft.roleMappings.map((one, index) => (index === at ? { ...one, ...more } : one)),
    });
  const options = (now: Role) =>
    roles
      .filter((role) => reaches(me().role, role) || role === now)
      .map((role) => ({ value: role, label: roleNames[role], disabled: !reaches(me().role, role) }));

  return (
    <div class="grid gap-5">
      <SwitchField
        label="The provider decides on roles"
        name="mapsRoles"
        checked={isUsed()}
        onChange={(on) => {
          setOpened(on);
          props.onChange(
            on
              ? { roleClaim: props.draft.roleClaim ?? guide()?.claim ?? "groups" }
              : { roleClaim: null, roleMappings: [] },
          );
        }}
        hint="At each sign-in people get the role that their groups are worth; without one that is listed, the role of new people."
      />
      <Show when={isUsed()}>
        <div class="grid gap-4 border-l-2 border-line pl-4">
          <TextField
            label="Role claim"
            name="roleClaim"
            value={props.draft.roleClaim ?? ""}
            onChange={(claim) => props.onChange({ roleClaim: claim === "" ? null : claim })}
            error={props.errors["roleClaim"]}
            hint={
              <Show when={guide()} fallback="This product does not say which groups somebody is in.">
                {(roleGuide) => <Marked text={roleGuide().steps} />}
              </Show>
            }
            maxLength={100}
            spellcheck={false}
          />
          <fieldset class="grid gap-2.5">
            <legend class="mb-2 text-sm font-medium text-ink">Values and roles; of several the highest counts</legend>
            <Index each={props.draft.roleMappings}>
              {(mapping, at) => (
                <div class="flex flex-wrap items-end gap-2.5">
                  <TextField
                    class="min-w-40 flex-1"
                    label={`Value ${at + 1}`}
                    name={`roleMappings.${at}.value`}
                    value={mapping().value}
                    onChange={(value) => set(at, { value })}
                    error={
                      props.errors[`roleMappings.${at}.value`] ??
                      (mapping().value.trim() === "" ? props.errors["roleMappings"] : undefined)
                    }
                    maxLength={200}
                    spellcheck={false}
                  />
                  <SelectField
                    class="w-36"
                    label={`Role ${at + 1}`}
                    name={`roleMappings.${at}.role`}
                    value={mapping().role}
                    options={options(mapping().role)}
                    onChange={(role) => set(at, { role })}
                    error={props.errors[`roleMappings.${at}.role`]}
                  />
                  <Button
                    variant="quiet"
                    icon={TrashIcon}
                    class="h-10 coarse:h-12"
                    aria-label={`Remove value ${at + 1}`}
                    onClick={() =>
                      props.onChange({ roleMappings: props.draft.roleMappings.filter((_, index) => index !== at) })
                    }
                  >
                    Remove
                  </Button>
                </div>
              )}
            </Index>
            <Show when={props.draft.roleMappings.length === 0}>
              <p class="text-base text-muted">No value is worth a role yet: everybody gets the role of new people.</p>
            </Show>
            <Button
              class="justify-self-start"
              size="small"
              icon={PlusIcon}
              onClick={() =>
                props.onChange({ roleMappings: [...props.draft.roleMappings, { value: "", role: "member" }] })
              }
            >
              Add a value
            </Button>
            <Show when={props.draft.roleMappings.length === 0 && props.errors["roleMappings"]}>
              {(sentence) => <p class={fieldErrorClass}>{sentence()}</p>}
            </Show>
          </fieldset>
        </div>
      </Show>
    </div>
  );
}
