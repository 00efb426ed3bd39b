import { createMemo, Show, type JSX } from "solid-js";
import { Dynamic } from "solid-js/web";
import { Badge } from "../../../ui/badge.tsx";
import { Button } from "../../../ui/button.tsx";
import { DeviceIcon, PhoneIcon } from "../../../ui/icons.tsx";
import { hasCode, sentenceFor } from "../../../ui/problem.ts";
import { RelativeTime } from "../../../ui/relative-time.tsx";
import { toast } from "../../../ui/toast.ts";
import type { Session } from "../api.gen/types.gen.ts";
import { describeDevice } from "./device.ts";
import { useEndSession } from "./queries.ts";

const methods: Readonly<Record<Session["method"], string>> = {
  password: "with a password",
  invitation: "by an invitation",
  sso: "with single sign-on",
  recovery: "with a recovery code",
};

/** One session: on what, from where, since when and until when; and its end. */
export function SessionRow(props: { readonly session: Session; readonly class?: string }): JSX.Element {
  const end = useEndSession();
  const device = createMemo(() => describeDevice(props.session.userAgent));

  const endIt = async () => {
    // The row may be gone by the time of the answer: the list is told first.
    const { name } = device();
    try {
      await end.mutateAsync(props.session);
    } catch (error) {
      // It was over already, which is what was wanted.
      if (!hasCode(error, "NOT_FOUND")) return toast(sentenceFor(error), "danger");
    }
    toast(`The session in ${name} is over.`);
  };

  return (
    <li class={`flex items-start gap-3.5 py-4 ${props.class ?? ""}`}>
      <span class="grid size-9 shrink-0 place-items-center rounded-full bg-sunken text-muted">
        <Dynamic component={device().isPhone ? PhoneIcon : DeviceIcon} class="size-[1.125rem]" />
      </span>
      <div class="min-w-0 flex-1">
        <p class="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium text-ink">
          <span title={props.session.userAgent ?? undefined}>{device().name}</span>
          <Show when={props.session.current}>
            <Badge tone="success">This session</Badge>
          </Show>
        </p>
        <p class="text-sm text-muted">
          Signed in {methods[props.session.method]} <RelativeTime at={props.session.createdAt} />
          <Show when={props.session.address}>
            {(address) => (
              <>
                {" from "}
                <span class="inline-block max-w-full font-mono text-xs break-all">{address()}</span>
              </>
            )}
          </Show>
        </p>
        <p class="text-sm text-muted">
          Last active <RelativeTime at={props.session.lastSeenAt} />. <Ends session={props.session} />
        </p>
      </div>
      <Show when={!props.session.current}>
        <Button
          size="small"
          pending={end.isPending}
          aria-label={`End the session in ${device().name}`}
          onClick={() => void endIt()}
        >
          End
        </Button>
      </Show>
    </li>
  );
}

/** When it will be over by itself. */
function Ends(props: { readonly session: Session }): JSX.Element {
  return (
    <Show
      when={props.session.idleExpiresAt < props.session.expiresAt}
      fallback={
        <>
          Expires <RelativeTime at={props.session.expiresAt} />.
        </>
      }
    >
      Expires <RelativeTime at={props.session.idleExpiresAt} /> if unused, <RelativeTime at={props.session.expiresAt} />{" "}
      at the latest.
    </Show>
  );
}
