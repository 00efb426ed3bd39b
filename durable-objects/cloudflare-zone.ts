import { DurableObject, env as environment } from "cloudflare:workers";
import { CustomHostnames } from "../src/cloudflare/custom-hostnames.ts";
import type { CallRequest, CloudflareZone as Surface } from "../src/cloudflare/zone.ts";
import { platformFetch } from "../src/http/outgoing.ts";
import { ZoneLedger } from "./cloudflare-zone-ledger.ts";
import { Sweep } from "./cloudflare-zone-sweep.ts";
import { coordinatorConfig, type CoordinatorEnv } from "./config.ts";
import { answering } from "./surface.ts";

const config = coordinatorConfig(environment);

/** The zone that tenants' hostnames are registered in: its budget of calls, and a reader of all its pages. One object. */
export class CloudflareZone extends DurableObject<CoordinatorEnv> implements Surface {
  readonly #ledger: ZoneLedger;
  readonly #sweep: Sweep;

  constructor(context: DurableObjectState, env: CoordinatorEnv) {
    super(context, env);
    this.#ledger = new ZoneLedger(context.storage);
    const hostnames = new CustomHostnames({
      fetch: platformFetch,
      ...config.cloudflare,
      exhausted: async (milliseconds) => this.#ledger.rateLimited(milliseconds, Date.now()),
    });
    this.#sweep = new Sweep(
      this.#ledger,
      (page) => hostnames.page(page),
      () => Date.now(),
    );
  }

  take(request: CallRequest) {
    return answering(() => this.#ledger.take(request, Date.now()));
  }

  rateLimited({ retryAfterMilliseconds }: { readonly retryAfterMilliseconds: number }) {
    return answering(() => this.#ledger.rateLimited(retryAfterMilliseconds, Date.now()));
  }

  nextPages({ most }: { readonly most: number }) {
    return answering(() => this.#sweep.nextPages(most));
  }
}
