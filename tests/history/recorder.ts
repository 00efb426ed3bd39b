import type { Act, Deed, History, Request, SignIn, Span } from "../../simulator/history.ts";
import type { Reply } from "../client.ts";

/** What came of one HTTP request; without a reply, nobody knows. */
export interface Heard extends Span {
  readonly reply: Reply | null;
}

/** Writes down what clients of the real system asked and were told, by one clock. */
export class Recorder {
  readonly signIns: SignIn[] = [];
  readonly requests: Request[] = [];
  readonly acts: Act[] = [];
  #count = 0;

  async hear(call: () => Promise<Reply>): Promise<Heard> {
    const invokedAt = performance.now();
    try {
      const reply = await call();
      return { invokedAt, answeredAt: performance.now(), reply };
    } catch {
      return { invokedAt, answeredAt: null, reply: null };
    }
  }

  signIn(heard: Heard, user: string, session: string | null, secret: string): void {
    const { invokedAt, answeredAt } = heard;
    const span = { invokedAt, answeredAt };
    const outcome = session !== null ? "opened" : heard.reply?.status === 401 ? "refused" : "unknown";
    const name = this.#name("sign-in");
    this.signIns.push({ ...span, id: name, user, session: session ?? name, firstStep: span, secret, outcome });
  }

  /** @param seen what the reply of an admitted request tells of it */
  request(
    { invokedAt, answeredAt, reply }: Heard,
    about: Pick<Request, "credential" | "session" | "user">,
    seen: (reply: Reply) => Exclude<Request["outcome"], string>,
  ): Request {
    const request = { ...about, id: this.#name("request"), invokedAt, answeredAt, outcome: outcomeOf(reply, seen) };
    this.requests.push(request);
    return request;
  }

  act({ invokedAt, answeredAt, reply }: Heard, deed: Deed): void {
    const id = reply?.headers.get("x-request-id") ?? reply?.json?.requestId ?? this.#name("act");
    this.acts.push({ id, invokedAt, answeredAt, deed, outcome: fateOf(reply) });
  }

  history(): Omit<History, "ending"> {
    const { signIns, requests, acts } = this;
    return { signIns, requests, acts, accidents: [] };
  }

  #name(kind: string): string {
    this.#count += 1;
    return `${kind} ${this.#count}`;
  }
}

function outcomeOf(
  reply: Reply | null,
  seen: (reply: Reply) => Exclude<Request["outcome"], string>,
): Request["outcome"] {
  if (reply === null || reply.status === 503) return "unanswered";
  if (reply.status === 200) return seen(reply);
  // Whoever is told that they may not is signed in all the same.
  if (reply.json?.code === "FORBIDDEN") return {};
  if ([401, 403, 404].includes(reply.status)) return "refused";
  throw new Error(`A request was answered with ${reply.status}: ${reply.text}`);
}

function fateOf(reply: Reply | null): Act["outcome"] {
  if (reply === null || reply.status === 503) return "unknown";
  if (reply.status === 200 || reply.status === 201) return "acknowledged";
  if (reply.status === 404) return "gone";
  if (reply.status < 500) return "refused";
  throw new Error(`An act was answered with ${reply.status}: ${reply.text}`);
}
