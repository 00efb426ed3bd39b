import type { RegistrationPage } from "../src/cloudflare/registration-list.ts";
import type { CloudflareFailure } from "../src/cloudflare/failure.ts";
import type { SweptPage, SweptPages } from "../src/cloudflare/zone.ts";
import type { Result } from "../src/result/result.ts";
import type { ZoneLedger } from "./cloudflare-zone-ledger.ts";
import type { SweepPosition } from "./cloudflare-zone-storage.ts";

type ReadPage = (page: number) => Promise<Result<RegistrationPage, CloudflareFailure>>;

/** Reads all custom hostnames of the zone, page by page and round by round. */
export class Sweep {
  readonly #ledger: ZoneLedger;
  readonly #readPage: ReadPage;
  readonly #now: () => number;
  #isReading = false;

  constructor(ledger: ZoneLedger, readPage: ReadPage, now: () => number) {
    this.#ledger = ledger;
    this.#readPage = readPage;
    this.#now = now;
  }

  async nextPages(most: number): Promise<SweptPages> {
    // Two at once would read the same pages twice, which the budget would pay for.
    if (this.#isReading) return { pages: [], ended: "busy" };
    this.#isReading = true;
    try {
      return await this.#read(most);
    } finally {
      this.#isReading = false;
    }
  }

  async #read(most: number): Promise<SweptPages> {
    const pages: SweptPage[] = [];
    const began = this.#now();
    while (pages.length < most && Math.abs(this.#now() - began) < patience) {
      if (!this.#ledger.takePage(this.#now())) return { pages, ended: "budget" };
      const position = this.#ledger.sweepPosition();
      const answer = await this.#readPage(position.page);
      const now = this.#now();
      if (!answer.ok) {
        this.#ledger.moveSweep(afterFailure(position, answer.failure), now);
        if (answer.failure.reason === "rate_limited") {
          this.#ledger.rateLimited(answer.failure.retryAfterMilliseconds, now);
        }
        return { pages, ended: answer.failure.reason };
      }
      const { pages: of, ...read } = answer.value;
      pages.push({ round: position.round, page: position.page, of, ...read });
      const isLast = position.page >= of;
      this.#ledger.moveSweep(isLast ? nextRound(position) : nextPage(position), now);
      if (isLast) return { pages, ended: "round" };
    }
    return { pages, ended: "enough" };
  }
}

function nextPage({ round, page }: SweepPosition): SweepPosition {
  return { round, page: page + 1, failures: 0 };
}

function nextRound({ round }: SweepPosition): SweepPosition {
  return { round: round + 1, page: 1, failures: 0 };
}

/** A page that cannot be read, whatever is wrong with it, is passed over in the end: the others must not wait for it. */
function afterFailure(position: SweepPosition, { reason }: CloudflareFailure): SweepPosition {
  if (reason === "rate_limited") return position;
  const failures = position.failures + 1;
  return failures >= mostFailures ? nextPage(position) : { ...position, failures };
}

const mostFailures = 3;
/** A call to the object must not take longer than its caller waits. */
const patience = 20_000;
