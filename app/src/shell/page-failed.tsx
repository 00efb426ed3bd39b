import { useRouter, type ErrorComponentProps } from "@tanstack/solid-router";
import { createSignal, onCleanup, onMount, type JSX } from "solid-js";
import { ErrorState } from "../../../ui/error-state.tsx";
import { usePageTitle } from "../../../ui/page-title.ts";
import { isPassing } from "../../../ui/problem.ts";

const patienceMilliseconds = 10_000;

/** A page that could not be had at all. What may pass by itself is tried again by itself. */
export function PageFailed(props: ErrorComponentProps): JSX.Element {
  const router = useRouter();
  const [retrying, setRetrying] = createSignal(false);
  usePageTitle(() => "Not available");

  const retry = async () => {
    setRetrying(true);
    try {
      await router.invalidate();
    } finally {
      setRetrying(false);
    }
  };

  onMount(() => {
    if (!isPassing(props.error)) {
      console.error(props.error);
      return;
    }
    const timer = setInterval(() => void retry(), patienceMilliseconds);
    onCleanup(() => clearInterval(timer));
  });

  return (
    <main class="grid min-h-[60dvh] place-items-center">
      <ErrorState
        title={isPassing(props.error) ? "This is not available right now" : "This page has failed"}
        error={props.error}
        onRetry={() => void retry()}
        retrying={retrying()}
      />
    </main>
  );
}
