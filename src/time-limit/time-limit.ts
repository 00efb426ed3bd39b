/**
 * Whatever `work` comes to, or `otherwise` when it fails or takes longer than the limit; it goes on then, and nobody
 * hears how it ends. Never rejects.
 */
export async function unlessLate<Value, Otherwise>(
  limitMilliseconds: number,
  work: () => Promise<Value>,
  otherwise: Otherwise,
): Promise<Value | Otherwise> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<Otherwise>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), limitMilliseconds);
  });
  // `work` may fail before there is a promise to fail.
  const attempt = (async () => work())().catch(() => otherwise);
  try {
    return await Promise.race([attempt, late]);
  } finally {
    clearTimeout(timer);
  }
}
