/** What a field was and what it has become. */
interface FieldChange {
  readonly from: unknown;
  readonly to: unknown;
}

/**
 * The fields in which two versions of a document differ. Values are compared as JSON, without regard to the order in
 * which an object has its members.
 *
 * @param before null for a document that was not there before: nothing of it has changed
 */
export function changesBetween(before: object | null, after: object): Record<string, FieldChange> {
  if (before === null) return {};
  const [older, newer] = [before as Record<string, unknown>, after as Record<string, unknown>];
  const names = new Set([...Object.keys(older), ...Object.keys(newer)]);
  return Object.fromEntries(
    [...names]
      .filter((name) => canonical(older[name]) !== canonical(newer[name]))
      .map((name) => [name, { from: older[name] ?? null, to: newer[name] ?? null }]),
  );
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}
