import { useQuery } from "@tanstack/solid-query";
import { createSignal, Match, Show, Switch, type JSX } from "solid-js";
import { Badge } from "../../../ui/badge.tsx";
import { Button } from "../../../ui/button.tsx";
import { Loaded } from "../../../ui/loaded.tsx";
import { Notice } from "../../../ui/notice.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { RelativeTime } from "../../../ui/relative-time.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import type { SsoEnforcement, SsoProvider } from "../api.gen/types.gen.ts";
import { useMay } from "../session/me.tsx";
import { EnforcementDialog } from "./enforcement-dialog.tsx";
import { enforcementQuery } from "./enforcement-queries.ts";
import { missingForEnforcement } from "./enforcement-readiness.ts";
import { providersQuery } from "./queries.ts";

/** Whether people have to sign in by a provider, what that takes, and the switch for it. */
export function EnforcementPanel(): JSX.Element {
  const query = useQuery(() => enforcementQuery);
  const providers = useQuery(() => providersQuery);
  const known = () => (providers.isPending ? undefined : providers.data?.items);
  return (
    <Panel title="Require single sign-on">
      <Loaded query={query} loading={<Skeleton class="h-20" />}>
        {(enforcement) => <State enforcement={enforcement()} providers={known()} />}
      </Loaded>
    </Panel>
  );
}

function State(props: {
  readonly enforcement: SsoEnforcement;
  /** Undefined while they are not known: then nothing is claimed of them. */
  readonly providers: readonly SsoProvider[] | undefined;
}): JSX.Element {
  const may = useMay();
  const [open, setOpen] = createSignal(false);
  const isOn = () => props.enforcement.enabled;
  return (
    <div class="grid gap-4">
      <div class="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div class="grid max-w-xl min-w-0 gap-1">
          <p class="flex flex-wrap items-center gap-2.5 font-medium text-ink">
            {isOn() ? "Everyone signs in through an identity provider" : "People may also sign in with a password"}
            <Badge tone={isOn() ? "success" : "neutral"}>{isOn() ? "Required" : "Not required"}</Badge>
          </p>
          <p class="text-base text-muted">
            {isOn()
              ? "Passwords are refused: for signing in, for resetting and for accepting invitations. An owner with a recovery code can still get in."
              : "Whoever has a password can use it. Require single sign-on, and the identity provider alone decides who comes in."}
          </p>
          <Show when={props.enforcement.updatedAt}>
            {(at) => (
              <p class="text-sm text-faint">
                Changed <RelativeTime at={at()} />
                <Show when={props.enforcement.updatedBy.name}>{(name) => <> by {name()}</>}</Show>
              </p>
            )}
          </Show>
        </div>
        <Show when={may("sso:enforce") && (isOn() || props.enforcement.possible)}>
          <Button variant={isOn() ? "secondary" : "primary"} onClick={() => setOpen(true)}>
            {isOn() ? "Allow passwords again…" : "Require single sign-on…"}
          </Button>
        </Show>
      </div>
      <Switch>
        <Match when={!isOn() && !props.enforcement.possible && props.providers}>
          {(providers) => (
            <Notice tone="info" title="Not possible yet">
              {missingForEnforcement(providers())}
            </Notice>
          )}
        </Match>
        <Match when={isOn() && props.enforcement.recoveryCodes === 0}>
          <Notice tone="danger" title="No owner has a recovery code">
            If the identity provider fails, nobody can get in. An owner should make a recovery code now, below.
          </Notice>
        </Match>
      </Switch>
      <EnforcementDialog
        open={open()}
        enforcement={props.enforcement}
        providers={props.providers ?? []}
        onClose={() => setOpen(false)}
      />
    </div>
  );
}
