import { createFileRoute, Link } from "@tanstack/solid-router";
import type { JSX } from "solid-js";
import { buttonClass } from "../../../../ui/button.tsx";
import { PageHeader } from "../../../../ui/page-header.tsx";

export const Route = createFileRoute("/_console/$")({ component: NoSuchPage });

function NoSuchPage(): JSX.Element {
  return (
    <>
      <PageHeader title="There is no such page" description="The link may be old, or the address mistyped." />
      <Link to="/" class={buttonClass("secondary")}>
        Go to the overview
      </Link>
    </>
  );
}
