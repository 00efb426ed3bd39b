import { Show, type JSX } from "solid-js";
import { Button } from "../button.tsx";
import { PauseIcon, RefreshIcon } from "../icons.tsx";

export interface FollowBarProps {
  /** How many entries wait to be shown. */
  readonly waiting: number;
  /** There are more than were looked at. */
  readonly andMore: boolean;
  readonly following: boolean;
  readonly onFollow: (following: boolean) => void;
  readonly onShow: () => void;
}

/** Whether the log is followed, and what has happened since. It stays in sight, so that nobody has to scroll to know. */
export function FollowBar(props: FollowBarProps): JSX.Element {
  return (
    <div class="sticky top-0 z-10 max-lg:top-[3.3125rem] flex min-h-12 flex-wrap items-center justify-between gap-2 border-b border-line bg-surface px-4 py-1.5 md:px-5">
      <p class="text-sm text-muted">
        <Show when={props.following} fallback="Paused">
          <span aria-hidden="true" class="mr-2 inline-block size-2 rounded-full bg-success-ink" />
          New entries appear by themselves
        </Show>
      </p>
      <div class="flex items-center gap-2">
        <span role="status">
          <Show when={props.waiting > 0}>
            <Button size="small" variant="primary" onClick={() => props.onShow()}>
              {props.waiting}
              {props.andMore ? "+" : ""} new {props.waiting === 1 ? "entry" : "entries"}
            </Button>
          </Show>
        </span>
        <Button
          size="small"
          variant="quiet"
          icon={props.following ? PauseIcon : RefreshIcon}
          onClick={() => props.onFollow(!props.following)}
        >
          {props.following ? "Pause" : "Follow"}
        </Button>
      </div>
    </div>
  );
}
