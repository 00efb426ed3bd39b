/**
 * A parameter of the page's address as text, or undefined when it is missing or empty. The router reads what looks
 * like JSON as JSON: somebody who searches for `2026` gets a number here.
 */
export function textParameter(value: unknown): string | undefined {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}
