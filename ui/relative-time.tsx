import { createSignal, type JSX } from "solid-js";
import { absoluteTime, clockTime, relativeTime } from "./moment.ts";

/* One clock for all of them, so that a list of a hundred does not keep a hundred timers. */
const [now, setNow] = createSignal(Date.now());
setInterval(() => setNow(Date.now()), 30_000);

/** "3 minutes ago", kept up to date, with the moment itself on hover and for machines. */
export function RelativeTime(props: { readonly at: string | number }): JSX.Element {
  const at = () => new Date(props.at).getTime();
  return (
    <time datetime={new Date(at()).toISOString()} title={absoluteTime(at())} class="whitespace-nowrap">
      {relativeTime(at(), now())}
    </time>
  );
}

/** "14:05", where the day is known from around it, with the moment itself on hover and for machines. */
export function ClockTime(props: { readonly at: string | number }): JSX.Element {
  const at = () => new Date(props.at).getTime();
  return (
    <time datetime={new Date(at()).toISOString()} title={absoluteTime(at())} class="whitespace-nowrap tabular-nums">
      {clockTime(at())}
    </time>
  );
}
