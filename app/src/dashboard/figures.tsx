import { useInfiniteQuery } from "@tanstack/solid-query";
import { Link } from "@tanstack/solid-router";
import { Match, Show, Switch, type JSX } from "solid-js";
import { Dynamic } from "solid-js/web";
import { ChevronRightIcon, MailIcon, PeopleIcon, type Icon } from "../../../ui/icons.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { invitationsQuery, unanswered } from "../invitations/queries.ts";
import { membersQuery } from "../members/queries.ts";
import { useMay } from "../session/me.tsx";
import { countOf } from "./count.ts";

/** How many are here, and how many are on their way. */
export function Figures(): JSX.Element {
  const may = useMay();
  return (
    <div class="grid gap-4 sm:grid-cols-2">
      <Show when={may("members:read")}>
        <Members />
      </Show>
      <Show when={may("invitations:read")}>
        <Invitations />
      </Show>
    </div>
  );
}

function Members(): JSX.Element {
  const query = useInfiniteQuery(() => membersQuery);
  const count = () => (query.isPending ? undefined : query.data && countOf(query.data.pages, (items) => items));
  return <Figure icon={PeopleIcon} name="Members" count={count()} isError={query.isError} />;
}

function Invitations(): JSX.Element {
  const query = useInfiniteQuery(() => invitationsQuery);
  const count = () => (query.isPending ? undefined : query.data && countOf(query.data.pages, unanswered));
  return <Figure icon={MailIcon} name="Open invitations" count={count()} isError={query.isError} />;
}

function Figure(props: {
  readonly icon: Icon;
  readonly name: string;
  readonly count: string | undefined;
  readonly isError: boolean;
}): JSX.Element {
  return (
    <Link
      to="/members"
      class="easing flex items-center gap-4 rounded-lg border border-line bg-surface p-4 shadow-card hover:border-line-strong md:px-5"
    >
      <span class="grid size-10 shrink-0 place-items-center rounded-full bg-brand-soft text-brand-ink">
        <Dynamic component={props.icon} class="size-5" />
      </span>
      <span class="min-w-0 flex-1">
        <span class="block text-sm text-muted">{props.name}</span>
        <span class="block text-xl font-semibold tracking-[-0.01em] text-ink tabular-nums">
          <Switch fallback={<Skeleton class="my-1.5 h-4 w-10" />}>
            <Match when={props.count}>{(count) => count()}</Match>
            <Match when={props.isError}>
              <span class="text-base font-normal text-muted">Not available</span>
            </Match>
          </Switch>
        </span>
      </span>
      <ChevronRightIcon class="size-4 text-faint" />
    </Link>
  );
}
