import type { PublicAddress } from "../src/tenancy/public-origin.ts";
import type { Live } from "./live.ts";
import type { Postgres } from "./postgres.ts";
import type { Storage } from "./storage.ts";

/** What the work of one gatekeeper is done with. */
export interface Workshop {
  readonly storage: Storage;
  readonly postgres: Postgres;
  readonly live: Live;
  readonly address: PublicAddress;
  readonly now: () => number;
  /** Resolves when everything written so far is durable. */
  readonly durable: () => Promise<void>;
}
