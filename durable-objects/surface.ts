import { withoutValues } from "../src/log/error-description.ts";

/**
 * Runs what a caller has asked of the object. An error of ours leaves without the values it was about, because whoever
 * logs it, the platform included, would log them; the runtime's own leave as they are, for they tell the caller whether
 * to ask again.
 */
export async function answering<Value>(work: () => Value | Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    throw isOfTheRuntime(error) ? error : withoutValues(error);
  }
}

function isOfTheRuntime(error: unknown): boolean {
  return (
    error instanceof Error && ["retryable", "overloaded", "durableObjectReset", "remote"].some((flag) => flag in error)
  );
}
