import type { Accident, Act, Admission, Deed, Request, SignIn, Span } from "./history.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** A session as its client knows it. */
export interface ClientSession {
  readonly session: string;
  readonly user: string;
  readonly host: string;
  readonly tokenHash: string;
  /** The versions of the last token that was minted for it. */
  token: { readonly sessionVersion: number; readonly epoch: number } | null;
}

/** Writes a history down while it happens. */
export class Recorder {
  readonly signIns: SignIn[] = [];
  readonly requests: Request[] = [];
  readonly acts: Act[] = [];
  readonly accidents: Accident[] = [];
  /** Whose credentials clients hold. */
  readonly sessions: ClientSession[] = [];
  readonly #time: VirtualTime;
  #ids = 0;

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  now(): number {
    return this.#time.now();
  }

  newId(kind: "req" | "ses" | "act" | "in"): string {
    this.#ids += 1;
    return `${kind}_${this.#ids}`;
  }

  /** An act counts from when it is invoked. One whose client never hears of it stays unknown. */
  async act(deed: Deed, work: (id: string) => Promise<Act["outcome"]>): Promise<Act["outcome"]> {
    const id = this.newId("act");
    const act: Act = { id, deed, outcome: "unknown", invokedAt: this.now(), answeredAt: null };
    const place = this.acts.push(act) - 1;
    const outcome = await work(id);
    if (outcome !== "unknown") this.acts[place] = { ...act, outcome, answeredAt: this.now() };
    return outcome;
  }

  addRequest(
    { session, user }: ClientSession,
    id: string,
    credential: Request["credential"],
    span: Span,
    outcome: Admission | "refused" | "unanswered",
  ): Request {
    const request = { id, credential, session, user, ...span, outcome };
    this.requests.push(request);
    return request;
  }
}
