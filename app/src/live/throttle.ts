/**
 * Runs at once, and what is asked for within the pause after that once more at its end: a burst of news is read twice,
 * not a hundred times.
 */
export function throttled(run: () => void, pauseMilliseconds: number): () => void {
  let pausing = false;
  let again = false;
  const call = () => {
    if (pausing) {
      again = true;
      return;
    }
    pausing = true;
    run();
    setTimeout(() => {
      pausing = false;
      if (!again) return;
      again = false;
      call();
    }, pauseMilliseconds);
  };
  return call;
}
