/**
 * For how long no call of the token is left, in milliseconds; null while there are some, or where nobody says.
 *
 * Source: developers.cloudflare.com/fundamentals/api/reference/limits (`"default";r=<remaining>;t=<seconds>`)
 *
 * @param header `ratelimit`, which may name several limits
 */
export function exhaustedFor(header: string | null): number | null {
  const waits = (header ?? "").split(",").flatMap((limit) => {
    const seconds = numberOf("t", limit);
    return numberOf("r", limit) === 0 && seconds !== null ? [seconds * 1_000] : [];
  });
  return waits.length === 0 ? null : Math.max(...waits);
}

function numberOf(parameter: "r" | "t", limit: string): number | null {
  const found = limit
    .split(";")
    .slice(1)
    .map((one) => /^([rt])=(\d{1,9})$/.exec(one.trim()))
    .find((one) => one?.[1] === parameter);
  return found?.[2] === undefined ? null : Number(found[2]);
}
