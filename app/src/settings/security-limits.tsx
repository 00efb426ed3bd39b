import { createMemo, Show, type JSX } from "solid-js";
import { Notice } from "../../../ui/notice.tsx";
import { SelectField } from "../../../ui/select.tsx";
import type { Draft } from "./draft.ts";
import {
  accountFailureChoices,
  addressFailureChoices,
  deletesEntries,
  failuresName,
  lockoutChoices,
  lockoutName,
  retentionFrom,
  retentionName,
  retentionOptions,
  retentionValue,
} from "./security-limit.ts";
import { limitOptions } from "./session-limit.ts";

/** When sign-in has to wait, and how long what has happened stays on record. */
export function SecurityLimits(props: {
  readonly draft: Draft;
  readonly saved: Draft;
  readonly errors: Readonly<Record<string, string>>;
  readonly onChange: (change: Partial<Draft>) => void;
}): JSX.Element {
  // As with sessions: a list that stays the same keeps its place while it is open.
  const savedAccount = createMemo(() => props.saved.accountFailureLimit);
  const savedAddress = createMemo(() => props.saved.addressFailureLimit);
  const savedLockout = createMemo(() => props.saved.lockoutMinutes);
  const savedRetention = createMemo(() => props.saved.auditRetentionDays);
  const accountOptions = createMemo(() => limitOptions(accountFailureChoices, savedAccount(), failuresName));
  const addressOptions = createMemo(() => limitOptions(addressFailureChoices, savedAddress(), failuresName));
  const lockoutOptions = createMemo(() => limitOptions(lockoutChoices, savedLockout(), lockoutName));
  const keepOptions = createMemo(() => retentionOptions(savedRetention()));
  return (
    <div class="grid gap-5">
      <div class="grid items-start gap-5 sm:grid-cols-2">
        <SelectField
          label="An account has to wait after"
          name="accountFailureLimit"
          value={String(props.draft.accountFailureLimit)}
          onChange={(count) => props.onChange({ accountFailureLimit: Number(count) })}
          options={accountOptions()}
          error={props.errors["accountFailureLimit"]}
          hint="Resetting the password lets its owner in sooner."
        />
        <SelectField
          label="A network address has to wait after"
          name="addressFailureLimit"
          value={String(props.draft.addressFailureLimit)}
          onChange={(count) => props.onChange({ addressFailureLimit: Number(count) })}
          options={addressOptions()}
          error={props.errors["addressFailureLimit"]}
          hint="Of any accounts. A whole office may share one address."
        />
        <SelectField
          label="A failed sign-in counts for"
          name="lockoutMinutes"
          value={String(props.draft.lockoutMinutes)}
          onChange={(minutes) => props.onChange({ lockoutMinutes: Number(minutes) })}
          options={lockoutOptions()}
          error={props.errors["lockoutMinutes"]}
          hint="Nobody waits longer than this."
        />
        <SelectField
          label="Keep the audit log"
          name="auditRetentionDays"
          value={retentionValue(props.draft.auditRetentionDays)}
          onChange={(days) => props.onChange({ auditRetentionDays: retentionFrom(days) })}
          options={keepOptions()}
          error={props.errors["auditRetentionDays"]}
          hint="What is older is deleted for good."
        />
      </div>
      <Show when={deletesEntries(props.saved.auditRetentionDays, props.draft.auditRetentionDays)}>
        <Notice tone="warning" announce>
          Entries of the audit log that are older than {retentionName(props.draft.auditRetentionDays)} will be deleted,
          and cannot be brought back.
        </Notice>
      </Show>
    </div>
  );
}
