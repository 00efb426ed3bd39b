import { Link, useNavigate } from "@tanstack/solid-router";
import { createSignal, Show, type JSX } from "solid-js";
import { Badge } from "../../../ui/badge.tsx";
import { Button } from "../../../ui/button.tsx";
import { linkClass } from "../../../ui/link.tsx";
import { Notice } from "../../../ui/notice.tsx";
import { PageHeader } from "../../../ui/page-header.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { RelativeTime } from "../../../ui/relative-time.tsx";
import type { Hostname } from "../api.gen/types.gen.ts";
import { useMay } from "../session/me.tsx";
import { CertificateStep } from "./certificate-step.tsx";
import { DnsProviderField } from "./dns-provider-field.tsx";
import type { DnsProviderId } from "./dns-provider.ts";
import { LookPanel } from "./look-panel.tsx";
import { PointingStep } from "./pointing-step.tsx";
import { stepStates } from "./progress.ts";
import { ProofStep } from "./proof-step.tsx";
import { RemoveDialog } from "./remove-dialog.tsx";
import { ServiceStep } from "./service-step.tsx";
import { StatusBadge } from "./status-badge.tsx";
import { isHeld, statusSentence } from "./status.ts";
import { troubleOf } from "./trouble.ts";

/** One hostname: how far it is, what there is to do, and what was found. */
export function HostnamePages(props: {
  readonly hostname: Hostname;
  readonly provider: DnsProviderId | null;
  readonly onProvider: (id: DnsProviderId) => void;
}): JSX.Element {
  return (
    <>
      <PageHeader
        back={
          <Link to="/org/settings/domains" class={linkClass}>
            Domains
          </Link>
        }
        title={props.hostname.displayHostname}
        badge={
          <>
            <StatusBadge hostname={props.hostname} />
            <Show when={props.hostname.isPrimary}>
              <Badge tone="brand">Primary</Badge>
            </Show>
          </>
        }
        description={
          <>
            <Show when={props.hostname.displayHostname !== props.hostname.hostname}>
              <p>
                In the DNS it is written <code class="font-mono text-sm break-all">{props.hostname.hostname}</code>.
              </p>
            </Show>
            <p>{statusSentence(props.hostname)}</p>
          </>
        }
      />
      <Show when={isHeld(props.hostname)} fallback={<Removed hostname={props.hostname} />}>
        <Steps {...props} />
      </Show>
    </>
  );
}

function Steps(props: {
  readonly hostname: Hostname;
  readonly provider: DnsProviderId | null;
  readonly onProvider: (id: DnsProviderId) => void;
}): JSX.Element {
  const may = useMay();
  const navigate = useNavigate();
  const [removing, setRemoving] = createSignal(false);
  const states = () => stepStates(props.hostname);
  return (
    <div class="grid grid-cols-1 gap-6">
      <Show when={troubleOf(props.hostname)}>
        {(trouble) => (
          <Notice tone={trouble().tone} title={trouble().title}>
            {trouble().advice}
          </Notice>
        )}
      </Show>
      <LookPanel hostname={props.hostname} />
      <Show when={props.hostname.lifecycleStatus !== "active" || states().pointing !== "done"}>
        <DnsProviderField zone={props.hostname.zone} value={props.provider} onChange={props.onProvider} />
      </Show>
      <ol class="grid grid-cols-1 gap-4" aria-label="Steps">
        <ProofStep hostname={props.hostname} state={states().proof} provider={props.provider} />
        <PointingStep hostname={props.hostname} state={states().pointing} provider={props.provider} />
        <CertificateStep hostname={props.hostname} state={states().certificate} provider={props.provider} />
        <ServiceStep hostname={props.hostname} state={states().service} />
      </ol>
      <Show when={may("hostnames:update")}>
        <Panel
          title="Remove"
          description={
            <>
              Added <RelativeTime at={props.hostname.createdAt} />
              <Show when={props.hostname.createdBy.name}>{(name) => <> by {name()}</>}</Show>.
            </>
          }
        >
          <Show
            when={!props.hostname.isPrimary}
            fallback={
              <p class="text-base text-muted">
                It is the primary host, which cannot be removed.{" "}
                <Link to="/org/settings/domains" class={linkClass}>
                  Make another host the primary one
                </Link>{" "}
                first.
              </p>
            }
          >
            <Button variant="danger" onClick={() => setRemoving(true)}>
              Remove this hostname…
            </Button>
          </Show>
        </Panel>
      </Show>
      <RemoveDialog
        open={removing()}
        hostname={props.hostname}
        onClose={() => setRemoving(false)}
        onRemoved={() => void navigate({ to: "/org/settings/domains" })}
      />
    </div>
  );
}

function Removed(props: { readonly hostname: Hostname }): JSX.Element {
  return (
    <Notice tone="info" title="This hostname was removed">
      <Show when={props.hostname.reservedUntil} fallback="Whoever shows that the name is theirs can add it, you too.">
        {(until) => (
          <>
            The name stays reserved for this organization and is free for others <RelativeTime at={until()} />. You can
            add it again at once.
          </>
        )}
      </Show>
    </Notice>
  );
}
