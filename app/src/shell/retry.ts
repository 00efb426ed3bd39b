import { useRouter } from "@tanstack/solid-router";
import { createSignal, onCleanup, onMount } from "solid-js";
import { isPassing } from "../../../ui/problem.ts";
import { patience } from "../api/patience.ts";

const outageMilliseconds = 8_000;

/** Loads a page that has failed once more: when asked, and by itself while the failure is one that may pass. */
export function createRetry(error: () => unknown) {
  const router = useRouter();
  const [isUnderWay, setUnderWay] = createSignal(false);

  const now = async () => {
    setUnderWay(true);
    try {
      await router.invalidate();
    } finally {
      setUnderWay(false);
    }
  };

  onMount(() => {
    if (!isPassing(error())) {
      console.error(error());
      return;
    }
    const leaving = new AbortController();
    onCleanup(() => leaving.abort());
    const keepTrying = async () => {
      while (isPassing(error())) {
        await pause(patience(error(), outageMilliseconds, Math.random()));
        if (leaving.signal.aborted) return;
        await now();
      }
    };
    void keepTrying();
  });

  return { now, isUnderWay };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
