import { useQuery } from "@tanstack/solid-query";
import { Link } from "@tanstack/solid-router";
import { createSignal, For, Show, type JSX } from "solid-js";
import { Button } from "../../../ui/button.tsx";
import { linkClass } from "../../../ui/link.tsx";
import { Loaded } from "../../../ui/loaded.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { RelativeTime } from "../../../ui/relative-time.tsx";
import { reservedHostnamesQuery } from "./queries.ts";

/** What was removed and is kept from others for a while, for who asks. */
export function ReservedList(): JSX.Element {
  const [isAsked, setAsked] = createSignal(false);
  return (
    <Show
      when={isAsked()}
      fallback={
        <Button variant="quiet" class="justify-self-start" onClick={() => setAsked(true)}>
          Show removed hostnames
        </Button>
      }
    >
      <Panel
        title="Removed"
        description="For 7 days after its removal nobody else can have a name. You can add it again at any time."
      >
        <List />
      </Panel>
    </Show>
  );
}

function List(): JSX.Element {
  const query = useQuery(() => reservedHostnamesQuery);
  return (
    <Loaded query={query}>
      {(hostnames) => (
        <Show
          when={hostnames().length > 0}
          fallback={<p class="text-base text-muted">No hostname was removed in the last 7 days.</p>}
        >
          <ul class="grid gap-2">
            <For each={hostnames()}>
              {(hostname) => (
                <li class="text-base text-muted">
                  <Link
                    to="/org/settings/domains/$hostnameId"
                    params={{ hostnameId: hostname.id }}
                    class={`${linkClass} break-all`}
                  >
                    {hostname.displayHostname}
                  </Link>
                  <Show when={hostname.reservedUntil}>
                    {(until) => (
                      <>
                        {" "}
                        is free for others <RelativeTime at={until()} />.
                      </>
                    )}
                  </Show>
                </li>
              )}
            </For>
          </ul>
        </Show>
      )}
    </Loaded>
  );
}
