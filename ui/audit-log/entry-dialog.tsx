import { createMemo, For, Show, type JSX } from "solid-js";
import { Badge } from "../badge.tsx";
import { Button } from "../button.tsx";
import { CopyButton } from "../copy-button.tsx";
import { Dialog } from "../dialog.tsx";
import { absoluteTime } from "../moment.ts";
import { Fact, Facts } from "../panel.tsx";
import type { AuditSearch } from "./search.ts";

/** What is needed of an entry: both apps' own types fit. */
interface LoggedEntry {
  readonly id: string;
  readonly event: string;
  readonly outcome: "success" | "failure" | null;
  readonly actor: { readonly type: string; readonly id: string | null; readonly name: string | null };
  readonly target: { readonly type: string; readonly id: string; readonly name: string | null } | null;
  readonly at: string;
  readonly requestId: string | null;
  readonly correlationId: string | null;
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface EntryDialogProps {
  /** Null while it is closed. */
  readonly entry: LoggedEntry | null;
  /** What it says, in words. */
  readonly sentence: string;
  readonly onClose: () => void;
  readonly onSearch: (search: AuditSearch) => void;
}

/** Everything an entry says, as it stands in the log, and the way from it to what belongs to it. */
export function EntryDialog(props: EntryDialogProps): JSX.Element {
  return (
    <Dialog
      open={props.entry !== null}
      onOpenChange={(open) => !open && props.onClose()}
      title="Audit log entry"
      description={props.sentence}
    >
      <Show when={props.entry}>{(entry) => <Everything entry={entry()} onSearch={props.onSearch} />}</Show>
    </Dialog>
  );
}

function Everything(props: {
  readonly entry: LoggedEntry;
  readonly onSearch: (search: AuditSearch) => void;
}): JSX.Element {
  const data = createMemo(() => Object.entries(props.entry.data));
  return (
    <>
      <Facts>
        <Fact name="Event">
          <span class="mr-2 font-mono text-sm">{props.entry.event}</span>
          <Show when={props.entry.outcome === "failure"}>
            <Badge tone="warning">Failed</Badge>
          </Show>
        </Fact>
        <Fact name="Time">
          <time datetime={props.entry.at}>{absoluteTime(Date.parse(props.entry.at))}</time>{" "}
          <span class="font-mono text-xs text-muted">{props.entry.at}</span>
        </Fact>
        <Fact name="Actor">
          <Named one={props.entry.actor} />
        </Fact>
        <Show when={props.entry.target}>
          {(target) => (
            <Fact name="Target">
              <Named one={target()} />
            </Fact>
          )}
        </Show>
        <Plain name="Address" value={props.entry.address} />
        <Plain name="Browser" value={props.entry.userAgent} />
        <For each={data()}>
          {([name, value]) => <Plain name={name} value={typeof value === "string" ? value : JSON.stringify(value)} />}
        </For>
        <Copied name="Request" value={props.entry.requestId} />
        <Copied name="Correlation" value={props.entry.correlationId} />
        <Copied name="Entry" value={props.entry.id} />
      </Facts>
      <div class="mt-5 flex flex-wrap gap-2.5">
        <Show when={props.entry.correlationId}>
          {(correlation) => (
            <Button size="small" onClick={() => props.onSearch({ correlation: correlation() })}>
              All of this request
            </Button>
          )}
        </Show>
        <Show when={props.entry.actor.id}>
          {(actor) => (
            <Button size="small" onClick={() => props.onSearch({ actor: actor() })}>
              All by this actor
            </Button>
          )}
        </Show>
      </div>
    </>
  );
}

function Named(props: {
  readonly one: { readonly type: string; readonly id: string | null; readonly name: string | null };
}): JSX.Element {
  return (
    <>
      <Show when={props.one.name}>{(name) => <span class="mr-2 break-words">{name()}</span>}</Show>
      <span class="font-mono text-xs break-all text-muted">
        {props.one.type} {props.one.id}
      </span>
    </>
  );
}

function Plain(props: { readonly name: string; readonly value: string | null }): JSX.Element {
  return (
    <Show when={props.value}>
      {(value) => (
        <Fact name={props.name}>
          <span class="font-mono text-xs break-words">{value()}</span>
        </Fact>
      )}
    </Show>
  );
}

function Copied(props: { readonly name: string; readonly value: string | null }): JSX.Element {
  return (
    <Show when={props.value}>
      {(value) => (
        <Fact name={props.name}>
          <span class="flex items-center gap-1">
            <span class="font-mono text-xs break-all">{value()}</span>
            <CopyButton text={value()} label={`Copy ${props.name.toLowerCase()} id`} />
          </span>
        </Fact>
      )}
    </Show>
  );
}
