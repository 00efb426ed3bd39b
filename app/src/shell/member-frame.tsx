import { useQuery, useQueryClient } from "@tanstack/solid-query";
import { useLocation, useRouteContext, useRouter } from "@tanstack/solid-router";
import { onCleanup, onMount, type JSX } from "solid-js";
import { AppShell } from "../../../ui/app-shell.tsx";
import { DeviceIcon, SignOutIcon } from "../../../ui/icons.tsx";
import { OrganizationMark } from "../../../ui/monogram.tsx";
import { sentenceFor } from "../../../ui/problem.ts";
import { toast } from "../../../ui/toast.ts";
import type { LiveTopic } from "../../../src/gatekeeper/contract.ts";
import { forgetDrafts } from "../editing/kept-draft.ts";
import { createPresence, type Presence } from "../editing/presence.ts";
import { PresenceProvider } from "../editing/presence-scope.tsx";
import { openLiveConnection, type LiveConnection } from "../live/connection.ts";
import { throttled } from "../live/throttle.ts";
import { queriesTouchedBy } from "../live/topic.ts";
import { roleNames } from "../members/role-name.ts";
import { endingOfProblem } from "../session/ending.ts";
import { useMay, useMe } from "../session/me.tsx";
import { meQuery, useSignOut } from "../session/queries.ts";
import { providerAddress } from "../sign-on/provider-address.ts";
import { placeQuery } from "../tenancy/queries.ts";
import { pagesFor } from "./pages.ts";

/** What surrounds every page behind the gate, and the live connection that lasts as long as it does. */
export function MemberFrame(props: { readonly children: JSX.Element }): JSX.Element {
  const router = useRouter();
  const location = useLocation();
  const me = useMe();
  const may = useMay();
  const place = useQuery(() => placeQuery);
  const { departure, drafts } = useRouteContext({ from: "__root__" })();
  const signOut = useSignOut();
  const presence = useLive();
  // A tab in which somebody else was signed in before.
  forgetDrafts(drafts, me().user.id);

  const tenant = () => (place.data?.kind === "tenant" ? place.data.tenant : undefined);
  const go = (href: string) => router.history.push(href);
  const leave = async () => {
    try {
      const { logoutUrl } = await signOut.mutateAsync();
      departure.leave("signed-out");
      // Over here; there, the provider asks or does it at once, and sends the browser back.
      const there = providerAddress(logoutUrl);
      if (there !== null) window.location.assign(there);
    } catch (error) {
      // A session that was over already has been dealt with; anything else must not look like having signed out.
      if (endingOfProblem(error) === null) toast(`You are still signed in. ${sentenceFor(error)}`, "danger");
    }
  };

  return (
    <AppShell
      mark={<OrganizationMark name={name()} logoUrl={tenant()?.branding.logoUrl} />}
      name={name()}
      {...(me().organization.name === name() ? {} : { subtitle: me().organization.name })}
      items={pagesFor(may)}
      path={location().pathname}
      onNavigate={go}
      account={{
        name: me().user.name,
        email: me().user.email,
        role: roleNames[me().role],
        actions: [
          [{ label: "Your sessions", icon: DeviceIcon, onSelect: () => go("/sessions") }],
          [{ label: "Sign out", icon: SignOutIcon, onSelect: () => void leave() }],
        ],
      }}
    >
      <PresenceProvider value={presence}>{props.children}</PresenceProvider>
    </AppShell>
  );

  function name(): string {
    return tenant()?.branding.appName ?? me().organization.name;
  }
}

/** How often the same is read again at most, however much happens. */
const pauseMilliseconds = 1_000;

function useLive(): Presence {
  const client = useQueryClient();
  const { departure } = useRouteContext({ from: "__root__" })();
  // A page nobody looks at reads again when somebody does: otherwise a forgotten tab would keep its session in use.
  const readAgain = (what: { readonly queryKey?: readonly string[] }) =>
    client.invalidateQueries({ ...what, refetchType: document.visibilityState === "hidden" ? "none" : "active" });
  const heard = new Map<LiveTopic, () => void>();
  const hear = (topic: LiveTopic) => {
    const read = () => queriesTouchedBy(topic).forEach((key) => void readAgain({ queryKey: [key] }));
    const known = heard.get(topic) ?? throttled(read, pauseMilliseconds);
    heard.set(topic, known);
    known();
  };
  let connection: LiveConnection | undefined;
  const presence = createPresence((message) => connection?.say(message));
  onMount(() => {
    connection = openLiveConnection({
      message: (message) => {
        presence.hear(message);
        if (message.type === "ended") departure.ended(message.refusal);
        if (message.type === "changed") hear(message.topic);
      },
      restored: () => void readAgain({}),
      refused: () => void client.invalidateQueries({ queryKey: meQuery.queryKey }),
    });
    onCleanup(connection.close);
  });
  return presence;
}
