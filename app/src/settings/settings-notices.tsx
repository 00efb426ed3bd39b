import { useQuery } from "@tanstack/solid-query";
import { Match, Switch, type JSX } from "solid-js";
import type { Settings } from "../api.gen/types.gen.ts";
import { lastSettingsChangeQuery } from "../audit/queries.ts";
import { actorName } from "../audit/sentence.ts";
import { EditNotices, LastChange } from "../editing/edit-notices.tsx";
import type { Edit } from "../editing/edit.ts";
import { ColourValue } from "./colour-value.tsx";
import { fieldNames, type Draft } from "./draft.ts";
import { failuresName, lockoutName, retentionName } from "./security-limit.ts";
import { idleName, lifetimeName } from "./session-limit.ts";

/** What others did to the settings while they were edited here. */
export function SettingsNotices(props: { readonly edit: Edit<Settings, Draft>; readonly tried: boolean }): JSX.Element {
  return (
    <EditNotices
      edit={props.edit}
      tried={props.tried}
      subject="The settings"
      fieldNames={fieldNames}
      value={(field, of) => <Value field={field} of={of} />}
      lastChange={<LastSettingsChange />}
    />
  );
}

function LastSettingsChange(): JSX.Element {
  const query = useQuery(() => ({ ...lastSettingsChangeQuery, staleTime: 0 }));
  const by = () => {
    const log = query.isPending ? undefined : query.data;
    return log === undefined || log === null ? undefined : { id: log.actor.id, name: actorName(log), at: log.at };
  };
  return <LastChange by={by()} />;
}

function Value(props: { readonly field: keyof Draft; readonly of: Draft }): JSX.Element {
  return (
    <Switch>
      <Match when={props.field === "appName"}>{props.of.appName}</Match>
      <Match when={props.field === "primaryColor"}>
        <ColourValue colour={props.of.primaryColor} />
      </Match>
      <Match when={props.field === "sessionIdleMinutes"}>{idleName(props.of.sessionIdleMinutes)}</Match>
      <Match when={props.field === "sessionLifetimeHours"}>{lifetimeName(props.of.sessionLifetimeHours)}</Match>
      <Match when={props.field === "accountFailureLimit"}>{failuresName(props.of.accountFailureLimit)}</Match>
      <Match when={props.field === "addressFailureLimit"}>{failuresName(props.of.addressFailureLimit)}</Match>
      <Match when={props.field === "lockoutMinutes"}>{lockoutName(props.of.lockoutMinutes)}</Match>
      <Match when={props.field === "auditRetentionDays"}>{retentionName(props.of.auditRetentionDays)}</Match>
    </Switch>
  );
}
