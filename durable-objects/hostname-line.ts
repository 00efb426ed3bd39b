import type { AuditContext } from "../src/audit/event.ts";
import type { HostnameCheckFailure } from "../src/gatekeeper/contract.ts";
import { failure, type Result } from "../src/result/result.ts";
import { TaskQueue } from "./queue.ts";

/** Who has a hostname looked at. */
export interface Asking {
  readonly audit: AuditContext;
  /** Somebody waits for it, and wants another try where it was given up. */
  readonly isPerson: boolean;
}

type Looked = Result<null, HostnameCheckFailure>;

interface LookMaker {
  /** The name of a hostname, null where there is no such hostname. */
  readonly nameOf: (hostnameId: string) => Promise<string | null>;
  readonly look: (hostnameId: string, asking: Asking) => Promise<Looked>;
}

/**
 * Where looks at hostnames wait for one another. Looks at one name never overlap; and a look that has not begun is for
 * everybody who asks for one meanwhile, so that there are never more than two of a hostname, however often somebody clicks.
 */
export class HostnameLine {
  readonly #maker: LookMaker;
  readonly #names = new Map<string, { readonly queue: TaskQueue; waiting: number }>();
  readonly #waiting = new Map<string, { asking: Asking; readonly looked: Promise<Looked> }>();

  constructor(maker: LookMaker) {
    this.#maker = maker;
  }

  /** The audit log has what comes of a shared look under who asked first; of people, where any did. */
  ask(hostnameId: string, asking: Asking): Promise<Looked> {
    const waiting = this.#waiting.get(hostnameId);
    if (waiting !== undefined) {
      if (asking.isPerson && !waiting.asking.isPerson) waiting.asking = asking;
      return waiting.looked;
    }
    const begin = () => {
      this.#waiting.delete(hostnameId);
      return joined.asking;
    };
    const joined = { asking, looked: this.#wait(hostnameId, begin) };
    this.#waiting.set(hostnameId, joined);
    return joined.looked;
  }

  async #wait(hostnameId: string, begin: () => Asking): Promise<Looked> {
    const hostname = await this.#nameOf(hostnameId, begin);
    if (hostname === null) return failure("not_found");
    const line = this.#names.get(hostname) ?? { queue: new TaskQueue(), waiting: 0 };
    this.#names.set(hostname, line);
    line.waiting += 1;
    try {
      return await line.queue.run(() => this.#maker.look(hostnameId, begin()));
    } finally {
      line.waiting -= 1;
      if (line.waiting === 0) this.#names.delete(hostname);
    }
  }

  /** Where there is nothing to look at nobody waits for it either. */
  async #nameOf(hostnameId: string, begin: () => Asking): Promise<string | null> {
    let name: string | null = null;
    try {
      name = await this.#maker.nameOf(hostnameId);
      return name;
    } finally {
      if (name === null) begin();
    }
  }
}
