import { redact } from "./redaction.ts";

/** An error as it may be logged: what it is and where it came from, and nothing of the values it was about. */
export interface ErrorDescription {
  readonly name: string;
  readonly message: string;
  /** A SQLSTATE or a system's error code. */
  readonly code?: string;
  /** The names of Postgres' own things: they come from the schema. */
  readonly table?: string;
  readonly column?: string;
  readonly constraint?: string;
  readonly stack?: readonly string[];
  readonly cause?: ErrorDescription;
}

export function describeError(error: unknown, depth = 0): ErrorDescription {
  if (!(error instanceof Error)) return { name: "Error", message: `a ${typeof error} was thrown` };
  const { cause } = error;
  return {
    name: namePattern.test(error.name) ? error.name : "Error",
    message: messageOf(error),
    ...identifiers(error),
    ...(depth === 0 ? { stack: framesOf(error) } : {}),
    ...(cause === undefined || depth === deepest ? {} : { cause: describeError(cause, depth + 1) }),
  };
}

/** The description in one line: for a column that says what went wrong last, and for a caller beyond RPC. */
export function errorText(error: unknown): string {
  const texts: string[] = [];
  let description: ErrorDescription | undefined = describeError(error);
  while (description !== undefined) {
    const { name, message, code, constraint }: ErrorDescription = description;
    texts.push([name, code, constraint].filter((part) => part !== undefined).join(" ") + `: ${message}`);
    description = description.cause;
  }
  return texts.join(", because: ");
}

/**
 * An error as it may leave: across RPC, where the caller sees its message, or uncaught, where the platform's own logs
 * show it. What may be asked twice and what may not is the runtime's to say, on the caller's side.
 */
export function withoutValues(error: unknown): Error {
  return new Error(errorText(error));
}

const deepest = 5;
const namePattern = /^[A-Za-z]{1,60}$/;
const identifierPattern = /^[A-Za-z0-9_]{1,63}$/;

function messageOf(error: Error): string {
  // Drizzle's message is the statement and its values; what Postgres said is in the cause.
  if ("params" in error || error.name === "DrizzleQueryError") return "a statement failed";
  // Zod's tells what was received, and where in it: both were somebody's input.
  if ("issues" in error && Array.isArray(error.issues))
    return `not of the expected shape (${issueCodes(error.issues)})`;
  return redact(error.message);
}

function issueCodes(issues: readonly unknown[]): string {
  const codes = issues.map((issue) => (issue as { code?: unknown } | null)?.code);
  return [...new Set(codes)].filter((code) => typeof code === "string" && identifierPattern.test(code)).join(", ");
}

function identifiers(error: Error): Partial<ErrorDescription> {
  const found: Record<string, string> = {};
  for (const name of ["code", "table", "column", "constraint"] as const) {
    const value = (error as Error & Record<string, unknown>)[name];
    if (typeof value === "string" && identifierPattern.test(value)) found[name] = value;
  }
  return found;
}

/** Where, without the message, which the first lines of a stack repeat. */
function framesOf(error: Error): readonly string[] {
  const frames = error.stack?.split("\n").filter((line) => /^ {4}at [^"']{1,300}$/.test(line)) ?? [];
  return frames.slice(0, 12).map((line) => line.trim());
}
