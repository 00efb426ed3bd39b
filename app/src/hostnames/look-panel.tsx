import { createSignal, Match, Show, Switch, type JSX } from "solid-js";
import { CopyIcon, RefreshIcon } from "../../../ui/icons.tsx";
import { Notice } from "../../../ui/notice.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { RelativeTime } from "../../../ui/relative-time.tsx";
import { Button } from "../../../ui/button.tsx";
import { toast } from "../../../ui/toast.ts";
import { WaitingButton } from "../../../ui/waiting-button.tsx";
import type { Hostname } from "../api.gen/types.gen.ts";
import { useMay, useMe } from "../session/me.tsx";
import { checkOutcome } from "./check-outcome.ts";
import { instructions } from "./instructions.ts";
import { useCheckHostname } from "./queries.ts";
import { checkRefusal } from "./refusal.ts";

/** When it was looked at, when it will be, and the way to have it looked at now. */
export function LookPanel(props: { readonly hostname: Hostname }): JSX.Element {
  const may = useMay();
  const me = useMe();
  const check = useCheckHostname();
  const [outcome, setOutcome] = createSignal<string | null>(null);
  const hasFailed = () => ["error", "moved"].includes(props.hostname.lifecycleStatus);
  const isActive = () => props.hostname.lifecycleStatus === "active";

  const look = async () => {
    const before = props.hostname;
    setOutcome(null);
    check.reset();
    try {
      const { sentence, news } = checkOutcome(before, await check.mutateAsync(before.id));
      if (news) toast(sentence);
      else setOutcome(sentence);
    } catch {
      // Shown by the mutation.
    }
  };
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(instructions(props.hostname, me().organization.name));
      toast("The message is copied.");
    } catch {
      toast("Your browser did not allow copying. Copy the records below one by one.", "danger");
    }
  };

  return (
    <Panel>
      <div class="grid gap-3.5">
        <div class="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
          <p class="min-w-0 text-base text-muted">
            <Looks hostname={props.hostname} />
          </p>
          <Show when={may("hostnames:update")}>
            <div class="flex flex-wrap items-center gap-2.5">
              <Show when={!isActive()}>
                <Button icon={CopyIcon} onClick={() => void copy()}>
                  Copy for somebody else
                </Button>
              </Show>
              <WaitingButton
                variant={isActive() ? "secondary" : "primary"}
                icon={RefreshIcon}
                error={check.error}
                pending={check.isPending}
                onClick={() => void look()}
              >
                {hasFailed() ? "Try again" : "Check again"}
              </WaitingButton>
            </div>
          </Show>
        </div>
        <div aria-live="polite" class="grid gap-3 empty:hidden">
          <Switch>
            <Match when={check.isError}>
              <Notice tone="danger">{checkRefusal(check.error)}</Notice>
            </Match>
            <Match when={outcome()}>{(sentence) => <Notice tone="info">{sentence()}</Notice>}</Match>
          </Switch>
        </div>
      </div>
    </Panel>
  );
}

function Looks(props: { readonly hostname: Hostname }): JSX.Element {
  return (
    <>
      <Show when={props.hostname.checkedAt} fallback="We have not looked yet.">
        {(at) => (
          <>
            We looked <RelativeTime at={at()} />.
          </>
        )}
      </Show>{" "}
      <Show when={props.hostname.lifecycleStatus === "active"}>Cloudflare tells us when something changes.</Show>{" "}
      <Show when={props.hostname.nextCheckAt}>
        {(at) => <NextLook at={at()} again={props.hostname.checkedAt === null ? "" : "again "} />}
      </Show>{" "}
      <Show when={["awaiting_txt", "pending_cloudflare"].includes(props.hostname.lifecycleStatus)}>
        You do not have to stay: admins and owners are mailed when it is active.
      </Show>
    </>
  );
}

function NextLook(props: { readonly at: string; readonly again: "again " | "" }): JSX.Element {
  return (
    <Show when={Date.parse(props.at) > Date.now() + 60_000} fallback={`We look ${props.again}within a minute or so.`}>
      We look {props.again}
      <RelativeTime at={props.at} />.
    </Show>
  );
}
