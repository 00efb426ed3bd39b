/**
 * The gatekeeper reports every outage to the console. In a simulation outages are what is played, and thousands of
 * reports would hide the one line that matters. One simulation at a time per thread, as plays go.
 */
export async function withQuietConsole<Value>(work: () => Promise<Value>): Promise<Value> {
  const report = console.error;
  console.error = () => {};
  try {
    return await work();
  } finally {
    console.error = report;
  }
}
