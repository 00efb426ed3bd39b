import type { Problem } from "../api.gen/types.gen.ts";

/** The API's codes, and `OFFLINE` for when nothing answered at all. */
export type RefusalCode = Problem["code"] | "OFFLINE";

/** Why a request came to nothing: what every failed query and mutation of the console carries. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: RefusalCode;
  /** What to tell the auditors when asking for help; null when the request never arrived. */
  readonly requestId: string | null;
  readonly fields: readonly { readonly path: string; readonly message: string }[];

  /** `message` is a sentence that is safe to show. */
  constructor(code: RefusalCode, message: string, more: Partial<Pick<Refusal, "requestId" | "fields">> = {}) {
    super(message);
    this.code = code;
    this.requestId = more.requestId ?? null;
    this.fields = more.fields ?? [];
  }
}

/** What is known of an answer besides its body. */
export interface AnswerHead {
  readonly status: number;
  readonly type: string;
}

const accessEnded = "Your Access session has ended.";
const unavailable = "Gatehouse is not reachable right now. Please try again in a moment.";

/**
 * Turns whatever came back instead of an answer into a Refusal. Not everything that answers is our Worker: when
 * the session at Cloudflare Access has ended, Access itself answers (401, or a redirect to its own sign-in), and
 * a gateway on the way may send a page.
 *
 * @param body the parsed body, its text, or what was thrown
 * @param head null when there was no answer
 */
export function refusalOf(body: unknown, head: AnswerHead | null): Refusal {
  if (body instanceof Refusal) return body;
  if (head === null) return new Refusal("OFFLINE", "The network did not answer. Check your connection and try again.");
  if (isProblem(body)) {
    const { code, detail, title, requestId, errors } = body;
    return new Refusal(code, detail ?? title, { requestId, fields: errors ?? [] });
  }
  if (head.type === "opaqueredirect" || head.status === 401) return new Refusal("ACCESS_REQUIRED", accessEnded);
  if (head.status === 502 || head.status === 503 || head.status === 504) return new Refusal("UNAVAILABLE", unavailable);
  return new Refusal("INTERNAL", "Something answered that this console does not understand.");
}

/** Whether asking again in a moment may help. */
export function isPassing(refusal: unknown): boolean {
  return refusal instanceof Refusal && (refusal.code === "UNAVAILABLE" || refusal.code === "OFFLINE");
}

/** The refusals that are about who is asking, whatever the question was. */
export function isAboutOperator(refusal: unknown): boolean {
  return (
    refusal instanceof Refusal &&
    (refusal.code === "ACCESS_REQUIRED" ||
      refusal.code === "ENROLLMENT_REQUIRED" ||
      refusal.code === "OPERATOR_DEACTIVATED")
  );
}

function isProblem(body: unknown): body is Problem {
  return typeof body === "object" && body !== null && "code" in body && "title" in body && "requestId" in body;
}
