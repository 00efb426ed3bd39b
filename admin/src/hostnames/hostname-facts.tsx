import { For, Show, type JSX } from "solid-js";
import { absoluteTime } from "../../../ui/moment.ts";
import { Fact, Facts } from "../../../ui/panel.tsx";
import { RelativeTime } from "../../../ui/relative-time.tsx";
import type { TenantHostname } from "../api.gen/types.gen.ts";
import { findingLines, type FindingLine } from "./finding.ts";

/** What Cloudflare, the DNS and the certificate say of a hostname, in their own words. */
export function HostnameFacts(props: { readonly hostname: TenantHostname }): JSX.Element {
  return (
    <div class="grid items-start gap-x-10 gap-y-3 lg:grid-cols-2">
      <Facts>
        <Fact name="Cloudflare">
          <Show when={props.hostname.cloudflare} fallback={<span class="text-muted">Has nothing of it</span>}>
            {(cloudflare) => (
              <>
                <Word of="hostname" word={cloudflare().status} />
                <Word of="certificate" word={cloudflare().sslStatus ?? "none"} />
              </>
            )}
          </Show>
        </Fact>
        <Fact name="DNS">
          <Show when={props.hostname.dns} fallback={<span class="text-muted">Not asked yet</span>}>
            {(dns) => (
              <ul class="grid gap-2">
                <For each={findingLines(dns())}>{(line) => <Finding line={line} />}</For>
              </ul>
            )}
          </Show>
        </Fact>
        <Fact name="Proof">
          <Show when={props.hostname.provenAt} fallback={<p class="text-muted">Not seen yet</p>}>
            {(at) => (
              <p>
                first seen <RelativeTime at={at()} />
              </p>
            )}
          </Show>
          <p class="font-mono text-xs break-all">{props.hostname.record.name}</p>
          <p class="font-mono text-xs break-all text-muted">{props.hostname.record.value}</p>
        </Fact>
      </Facts>
      <Facts>
        <Fact name="Certificate">
          <Show when={props.hostname.certificateExpiresAt} fallback={<span class="text-muted">None seen yet</span>}>
            {(at) => (
              <>
                expires {absoluteTime(new Date(at()).getTime())}{" "}
                <span class="text-sm text-muted">
                  (<RelativeTime at={at()} />)
                </span>
              </>
            )}
          </Show>
          <p class="text-sm text-muted">
            validated {props.hostname.validation === "http" ? "over HTTP, once the CNAME is there" : "by TXT records"}
          </p>
        </Fact>
        <Fact name="Last look">
          <Show when={props.hostname.checkedAt} fallback={<span class="text-muted">None yet</span>}>
            {(at) => <RelativeTime at={at()} />}
          </Show>
        </Fact>
        <Fact name="Next look">
          <Show
            when={props.hostname.nextCheckAt}
            fallback={<span class="text-muted">When Cloudflare or somebody gives a reason</span>}
          >
            {(at) => <RelativeTime at={at()} />}
          </Show>
        </Fact>
        <Fact name="Added">
          {absoluteTime(new Date(props.hostname.createdAt).getTime())}
          <Show when={props.hostname.createdBy.name}>{(name) => <> by {name()}</>}</Show>
        </Fact>
        <Fact name="Ids">
          <p class="font-mono text-xs break-all">{props.hostname.id}</p>
          <Show when={props.hostname.cloudflareId}>
            {(id) => (
              <p class="font-mono text-xs break-all">
                {id()} <span class="font-sans text-muted">at Cloudflare</span>
              </p>
            )}
          </Show>
        </Fact>
      </Facts>
    </div>
  );
}

function Word(props: { readonly of: string; readonly word: string }): JSX.Element {
  return (
    <p>
      <span class="text-sm text-muted">{props.of}</span> <span class="font-mono text-sm break-all">{props.word}</span>
    </p>
  );
}

function Finding(props: { readonly line: FindingLine }): JSX.Element {
  return (
    <li>
      <p>
        <span class="font-mono text-xs text-muted">{props.line.record}</span>{" "}
        <span classList={{ "text-warning-ink": !props.line.isGood }}>{props.line.verdict}</span>
      </p>
      <For each={props.line.seen}>
        {(text) => (
          <p class="font-mono text-xs break-all text-muted">
            <span class="font-sans">seen</span> {text}
          </p>
        )}
      </For>
      <Show when={props.line.expected}>
        {(expected) => (
          <p class="font-mono text-xs break-all text-muted">
            <span class="font-sans">expected</span> {expected()}
          </p>
        )}
      </Show>
    </li>
  );
}
