import { createEffect, type JSX } from "solid-js";
import { applyBrand } from "../../../ui/brand.ts";
import { OrganizationMark } from "../../../ui/monogram.tsx";
import { Panel } from "../../../ui/panel.tsx";

/** What the sign-in page will look like, before anybody else sees it. */
export function BrandPreview(props: { readonly name: string; readonly colour: string | null }): JSX.Element {
  let scope: HTMLDivElement | undefined;
  createEffect(() => {
    if (scope !== undefined) applyBrand(scope, props.colour);
  });
  const name = () => (props.name.trim() === "" ? "Your app" : props.name);
  return (
    <Panel title="Preview">
      <div
        ref={(element) => (scope = element)}
        data-brand=""
        aria-hidden="true"
        class="overflow-hidden rounded-md border border-line bg-canvas"
      >
        <div class="h-2 bg-brand" />
        <div class="grid gap-3 p-4">
          <div class="flex min-w-0 items-center gap-2">
            <OrganizationMark name={name()} class="size-7 text-sm" />
            <p class="truncate font-semibold text-ink">{name()}</p>
          </div>
          <div class="h-8 rounded-md border border-control bg-raised" />
          <div class="grid h-8 place-items-center rounded-md border border-brand-edge bg-brand text-sm font-medium text-on-brand">
            Sign in
          </div>
          <p class="text-sm font-medium text-brand-ink underline underline-offset-[3px]">Forgot your password?</p>
          <p>
            <span class="rounded-full bg-brand-soft px-2 py-0.5 text-xs font-medium text-brand-ink">Owner</span>
          </p>
        </div>
      </div>
    </Panel>
  );
}
