import { createEffect, createSignal, onCleanup, type Accessor } from "solid-js";
import { hasCode } from "./problem.ts";

/** How many seconds whoever has come too often still has to wait; 0 for every other error, and for none. */
export function createWait(error: () => unknown): Accessor<number> {
  const [seconds, setSeconds] = createSignal(0);
  createEffect(() => {
    const refused = error();
    const count = () => setSeconds(secondsToWait(refused, Date.now()));
    count();
    const timer = setInterval(() => {
      if (count() === 0) clearInterval(timer);
    }, 1000);
    onCleanup(() => clearInterval(timer));
  });
  return seconds;
}

/** @param now in milliseconds since 1970 */
export function secondsToWait(error: unknown, now: number): number {
  if (!hasCode(error, "RATE_LIMITED") || error.retryAfterMilliseconds === null) return 0;
  return Math.max(0, Math.ceil((error.receivedAt + error.retryAfterMilliseconds - now) / 1000));
}

/** Seconds as a clock shows them: "0:09", "14:58", "1:00:00". */
export function clockName(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, "0"))).join(":");
}
