import type { JSX } from "solid-js";
import { reaches, roles } from "../../../src/authorization/role.ts";
import { SelectField } from "../../../ui/select.tsx";
import { SwitchField } from "../../../ui/switch-field.tsx";
import { roleOption } from "../members/role-option.ts";
import { useMe } from "../session/me.tsx";
import type { FieldGroupProps } from "./field-group.ts";
import { RoleMappingFields } from "./role-mapping-fields.tsx";

/** Who gets in, and as what. */
export function AccessFields(props: FieldGroupProps): JSX.Element {
  const me = useMe();
  return (
    <div class="grid gap-5">
      <SwitchField
        label="New people get an account when they come for the first time"
        name="provisioning"
        checked={props.draft.provisioning}
        onChange={(provisioning) => props.onChange({ provisioning })}
        hint="Switched off, only members and people with an open invitation come in. Whoever was removed from here never comes back by this."
        error={props.errors["provisioning"]}
      />
      <SelectField
        label="Role of new people"
        name="defaultRole"
        value={props.draft.defaultRole}
        // Nobody gives what lies above their own role; what is set already is shown all the same.
        options={roles
          .filter((role) => reaches(me().role, role) || role === props.saved.defaultRole)
          .map((role) => ({ ...roleOption(role), disabled: !reaches(me().role, role) }))}
        onChange={(defaultRole) => props.onChange({ defaultRole })}
        error={props.errors["defaultRole"]}
      />
      <RoleMappingFields {...props} />
    </div>
  );
}
