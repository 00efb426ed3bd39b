/** What one field of a request was refused for. */
export interface FieldProblem {
  readonly path: string;
  readonly message: string;
}

/**
 * An answer of the API that says no (RFC 9457), as an error that queries and mutations can throw. `status` is 0 when
 * there was no answer at all: the network is down, or the browser gave up.
 */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly status: number;
  /** The API's stable code, `NETWORK` without an answer, `UNEXPECTED` when what answered was not the API. */
  readonly code: string;
  readonly detail: string | undefined;
  readonly errors: readonly FieldProblem[];
  readonly requestId: string | undefined;
  /** When the server wants to be asked again, in milliseconds from its answer; null when it did not say. */
  readonly retryAfterMilliseconds: number | null;
  /** When it was answered, by this machine's clock, in milliseconds since 1970. */
  readonly receivedAt = Date.now();
  /** The whole problem document, for the members that only some problems have (such as `current`). */
  readonly document: Readonly<Record<string, unknown>>;

  constructor(
    status: number,
    document: Readonly<Record<string, unknown>>,
    retryAfterMilliseconds: number | null = null,
  ) {
    const title = textOf(document["title"]);
    super(title ?? (status === 0 ? "There was no answer." : `The answer was ${status}.`));
    this.status = status;
    this.code = textOf(document["code"]) ?? (status === 0 ? "NETWORK" : "UNEXPECTED");
    this.detail = textOf(document["detail"]);
    this.errors = Array.isArray(document["errors"]) ? document["errors"].filter(isFieldProblem) : [];
    this.requestId = textOf(document["requestId"]);
    this.retryAfterMilliseconds = retryAfterMilliseconds;
    this.document = document;
  }
}

/** Makes the error of a request that failed, from its body (as parsed, or as text) and its response, if there was one. */
export function problemFrom(
  body: unknown,
  response: { readonly status: number; readonly headers?: Headers } | undefined,
): ProblemError {
  if (body instanceof ProblemError) return body;
  const document = typeof body === "object" && body !== null && !(body instanceof Error) ? body : {};
  const retryAfter = retryAfterOf(response?.headers?.get("retry-after") ?? null);
  return new ProblemError(response?.status ?? 0, document as Readonly<Record<string, unknown>>, retryAfter);
}

/** Retry-After as a delay (RFC 9110 section 10.2.3); its other form, a date, would need clocks that agree. */
function retryAfterOf(header: string | null): number | null {
  const seconds = header === null ? undefined : /^\d{1,6}$/.exec(header.trim())?.[0];
  return seconds === undefined ? null : Number(seconds) * 1000;
}

export function hasCode(error: unknown, ...codes: readonly string[]): error is ProblemError {
  return error instanceof ProblemError && codes.includes(error.code);
}

/** A sentence for whoever is waiting: what the server said, or what the silence means. */
export function sentenceFor(error: unknown): string {
  if (!(error instanceof ProblemError)) return "Something went wrong on this page. Reloading it may help.";
  if (error.code === "NETWORK") return "The server could not be reached. Check your connection and try again.";
  if (error.code === "UNEXPECTED") return "The server answered in an unexpected way. Please try again in a moment.";
  if (error.code === "INVALID_REQUEST" && error.errors.length > 0) return "Please check the marked fields.";
  return error.detail ?? error.message;
}

/** The first thing wrong with each field, as a sentence, by the field's path. */
export function fieldErrorsOf(error: unknown): Readonly<Record<string, string>> {
  const sentences: Record<string, string> = {};
  if (!(error instanceof ProblemError)) return sentences;
  for (const { path, message } of error.errors) sentences[path] ??= asSentence(message);
  return sentences;
}

export function requestIdOf(error: unknown): string | undefined {
  return error instanceof ProblemError ? error.requestId : undefined;
}

/** Whether asking again might help by itself: nothing answered, or the server said that it is a bad moment. */
export function isPassing(error: unknown): boolean {
  return error instanceof ProblemError && (error.status === 0 || error.status === 503 || error.status === 429);
}

/** The API says "must have at least 12 characters", of a field; alone under a field it begins and ends as a sentence. */
function asSentence(message: string): string {
  const text = message.trim();
  if (text === "") return "This is not valid.";
  const whole = text.startsWith("must ") ? `This ${text}` : text;
  const capital = whole.charAt(0).toUpperCase() + whole.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}

function isFieldProblem(value: unknown): value is FieldProblem {
  if (typeof value !== "object" || value === null) return false;
  const { path, message } = value as { path?: unknown; message?: unknown };
  return typeof path === "string" && typeof message === "string";
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
