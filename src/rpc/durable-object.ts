/**
 * Asks a Durable Object, once more with a fresh stub when the first attempt broke in a way that is worth it
 * (https://developers.cloudflare.com/durable-objects/best-practices/error-handling/). The question must bear being
 * asked twice.
 *
 * @param stub makes a stub per attempt, because one breaks with its object
 * @throws when no answer came in time or at all: then nobody knows whether the object acted
 */
export async function askObject<Stub, Answer>(
  stub: () => Stub,
  question: (object: Stub) => Promise<Answer>,
  timeoutMilliseconds: number,
): Promise<Answer> {
  try {
    return await tellObject(stub, question, timeoutMilliseconds);
  } catch (error) {
    if (!isWorthAnotherAttempt(error)) throw error;
  }
  return tellObject(stub, question, timeoutMilliseconds);
}

/** As {@link askObject}, for what must not be said twice: one attempt. */
export async function tellObject<Stub, Answer>(
  stub: () => Stub,
  command: (object: Stub) => Promise<Answer>,
  timeoutMilliseconds: number,
): Promise<Answer> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("A Durable Object did not answer in time")), timeoutMilliseconds);
  });
  try {
    return await Promise.race([command(stub()), timeout]);
  } finally {
    clearTimeout(timer);
  }
}

function isWorthAnotherAttempt(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { retryable, overloaded } = error as Error & { retryable?: boolean; overloaded?: boolean };
  return retryable === true && overloaded !== true;
}
