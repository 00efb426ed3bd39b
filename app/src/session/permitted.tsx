import { Show, type JSX } from "solid-js";
import type { Action } from "../../../src/authorization/action.ts";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { ShieldIcon } from "../../../ui/icons.tsx";
import { PageHeader } from "../../../ui/page-header.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { useMay, useMe } from "./me.tsx";
import { roleWithArticle } from "../members/role-name.ts";

/** A page for those who may; the others learn why it is not for them, and whom to ask. */
export function Permitted(props: {
  readonly action: Action;
  readonly title: string;
  readonly children: JSX.Element;
}): JSX.Element {
  const may = useMay();
  const me = useMe();
  return (
    <Show
      when={may(props.action)}
      fallback={
        <>
          <PageHeader title={props.title} />
          <Panel>
            <EmptyState icon={ShieldIcon} title="This page is for administrators">
              You are signed in as {roleWithArticle[me().role]} of {me().organization.name}. An owner can change your
              role.
            </EmptyState>
          </Panel>
        </>
      }
    >
      {props.children}
    </Show>
  );
}
