import { createSignal, For, Match, Show, Switch, type JSX } from "solid-js";
import { Badge } from "../../../ui/badge.tsx";
import { Button } from "../../../ui/button.tsx";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { CopyLine } from "../../../ui/copy-line.tsx";
import { CheckIcon, TrashIcon } from "../../../ui/icons.tsx";
import { Notice } from "../../../ui/notice.tsx";
import { Fact, Facts } from "../../../ui/panel.tsx";
import { hasCode, sentenceFor } from "../../../ui/problem.ts";
import { RelativeTime } from "../../../ui/relative-time.tsx";
import { toast } from "../../../ui/toast.ts";
import { WaitingButton } from "../../../ui/waiting-button.tsx";
import type { SsoDomain, SsoDomainCheck, SsoProvider } from "../api.gen/types.gen.ts";
import { useMay } from "../session/me.tsx";
import { domainAdvice } from "./domain-advice.ts";
import { useChangeDomain } from "./domain-change.ts";
import { enforcedRefusal } from "./enforced-refusal.ts";
import { useVerifyDomain } from "./queries.ts";

export function DomainRow(props: { readonly provider: SsoProvider; readonly domain: SsoDomain }): JSX.Element {
  const may = useMay();
  const verify = useVerifyDomain();
  const [check, setCheck] = createSignal<SsoDomainCheck | null>(null);
  const [removing, setRemoving] = createSignal(false);
  const isFailing = () => props.domain.verified && props.domain.failingSince !== null;
  const needsRecord = () => !props.domain.verified || isFailing();

  const ask = async () => {
    setCheck(null);
    verify.reset();
    try {
      const { checks } = await verify.mutateAsync({ id: props.provider.id, domain: props.domain.domain });
      const mine = checks.find(({ domain }) => domain === props.domain.domain) ?? null;
      setCheck(mine);
      if (mine?.outcome === "verified") toast(`${props.domain.domain} is verified.`);
    } catch {
      // Shown by the mutation.
    }
  };

  return (
    <li class="grid gap-3.5 px-4 py-4 md:px-5">
      <div class="flex flex-wrap items-center gap-x-3 gap-y-2">
        <p class="min-w-0 flex-1 basis-56 font-medium break-all text-ink">
          {props.domain.domain}
          <span class="ml-2.5 inline-block align-[0.06em]">
            <Switch fallback={<Badge tone="warning">Not verified</Badge>}>
              <Match when={isFailing()}>
                <Badge tone="danger">Record missing</Badge>
              </Match>
              <Match when={props.domain.verified}>
                <Badge tone="success">Verified</Badge>
              </Match>
            </Switch>
          </span>
        </p>
        <Show when={may("sso:update")}>
          <WaitingButton
            size="small"
            icon={CheckIcon}
            error={verify.error}
            pending={verify.isPending}
            aria-label={`${needsRecord() ? "Verify" : "Check again"}: ${props.domain.domain}`}
            onClick={() => void ask()}
          >
            {needsRecord() ? "Verify" : "Check again"}
          </WaitingButton>
          <Button
            size="small"
            variant="quiet"
            icon={TrashIcon}
            aria-label={`Remove ${props.domain.domain}`}
            onClick={() => setRemoving(true)}
          >
            Remove
          </Button>
        </Show>
      </div>

      <Show when={props.domain.checkedAt}>
        {(at) => (
          <p class="-mt-2.5 text-sm text-muted">
            Looked up <RelativeTime at={at()} />.
          </p>
        )}
      </Show>

      <Show when={isFailing() && props.domain.failingSince}>
        {(since) => (
          <Notice tone="danger" title="The record is missing">
            Since <RelativeTime at={since()} />. A day after that the domain counts as not verified, and nobody with an
            address in it can come in.
          </Notice>
        )}
      </Show>

      <Show when={needsRecord()}>
        <div class="grid gap-2.5">
          <p class="text-base text-muted">
            Add this record where the DNS of {props.domain.domain} is managed, then choose Verify. It has to stay there.
          </p>
          <Facts>
            <Fact name="Type">TXT</Fact>
            <Fact name="Name">
              <CopyLine text={props.domain.record.name} label={`Copy the record's name for ${props.domain.domain}`} />
            </Fact>
            <Fact name="Value">
              <CopyLine text={props.domain.record.value} label={`Copy the record's value for ${props.domain.domain}`} />
            </Fact>
          </Facts>
        </div>
      </Show>

      <div aria-live="polite" class="grid gap-3 empty:hidden">
        <Show when={verify.isError}>
          <Notice tone="danger">{refusal(verify.error, may("sso:confirm"))}</Notice>
        </Show>
        <Show when={check()}>{(told) => <CheckNotice check={told()} record={props.domain.record} />}</Show>
      </div>
      <RemoveDomainDialog
        open={removing()}
        provider={props.provider}
        domain={props.domain}
        onClose={() => setRemoving(false)}
      />
    </li>
  );
}

function CheckNotice(props: { readonly check: SsoDomainCheck; readonly record: SsoDomain["record"] }): JSX.Element {
  const advice = () => domainAdvice(props.check, props.record);
  return (
    <Show when={advice()}>
      {(told) => (
        <Notice tone="warning" title={told().sentence}>
          <p>{told().advice}</p>
          <Show when={props.check.found.length > 0}>
            <p class="mt-1.5 text-sm text-muted">What is there:</p>
            <ul class="mt-1 grid gap-1">
              <For each={props.check.found}>{(text) => <li class="font-mono text-sm break-all">{text}</li>}</For>
            </ul>
          </Show>
        </Notice>
      )}
    </Show>
  );
}

function RemoveDomainDialog(props: {
  readonly open: boolean;
  readonly provider: SsoProvider;
  readonly domain: SsoDomain;
  readonly onClose: () => void;
}): JSX.Element {
  const may = useMay();
  const change = useChangeDomain();
  const close = () => {
    change.reset();
    props.onClose();
  };
  const confirm = async () => {
    const { provider, domain } = props;
    try {
      await change.mutateAsync({ provider, change: { remove: domain.domain } });
    } catch {
      return;
    }
    toast(`${domain.domain} is removed.`);
    close();
  };
  return (
    <ConfirmDialog
      open={props.open}
      onOpenChange={(open) => open || close()}
      title={`Remove ${props.domain.domain}?`}
      description={`People with such an address can no longer sign in through ${props.provider.label}. Their open sessions stay. To add the domain again you have to verify it again.`}
      confirmLabel="Remove"
      danger
      pending={change.isPending}
      error={change.isError ? refusal(change.error, may("sso:confirm")) : undefined}
      onConfirm={() => void confirm()}
    />
  );
}

function refusal(error: unknown, mayConfirm: boolean): string {
  if (hasCode(error, "DOMAIN_TAKEN")) {
    return "Another organization has verified this domain. If it is yours, ask your service operator: a domain belongs to one organization at a time.";
  }
  if (hasCode(error, "SSO_ENFORCED")) {
    return enforcedRefusal(
      mayConfirm,
      "nobody could sign in without this domain. Let passwords in first, or verify another domain.",
    );
  }
  return sentenceFor(error);
}
