/** The work's outcome, or a rejection once the limit is over; the work goes on then, and nobody hears how it ends. */
export async function within<Value>(limitMilliseconds: number, work: Promise<Value>): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    // The wording is one that isDatabaseUnavailable knows.
    timer = setTimeout(() => reject(new Error("timeout expired")), limitMilliseconds);
  });
  // When the timer wins, nobody is left to hear that the work failed too.
  work.catch(() => {});
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
