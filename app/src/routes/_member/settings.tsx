import { useQuery } from "@tanstack/solid-query";
import { createFileRoute } from "@tanstack/solid-router";
import type { JSX } from "solid-js";
import { Loaded } from "../../../../ui/loaded.tsx";
import { PageHeader } from "../../../../ui/page-header.tsx";
import { Permitted } from "../../session/permitted.tsx";
import { settingsQuery } from "../../settings/queries.ts";
import { SettingsForm } from "../../settings/settings-form.tsx";

export const Route = createFileRoute("/_member/settings")({ component: Settings });

function Settings(): JSX.Element {
  return (
    <Permitted action="settings:update" title="Settings">
      <PageHeader
        title="Settings"
        description="What this organization looks like, how long people stay signed in, and when sign-in has to wait."
      />
      <Document />
    </Permitted>
  );
}

function Document(): JSX.Element {
  const query = useQuery(() => settingsQuery);
  return <Loaded query={query}>{(settings) => <SettingsForm current={settings()} />}</Loaded>;
}
