import type { CoordinatorConfig, CoordinatorEnv } from "./config.ts";
import { Housekeeping } from "./housekeeping.ts";
import type { Live } from "./live.ts";
import { deliveryWith } from "./outbox-delivery.ts";
import { Postgres } from "./postgres.ts";
import type { TaskQueue } from "./queue.ts";
import type { KeeperState, Storage } from "./storage.ts";
import type { Workshop } from "./workshop.ts";

/** What a gatekeeper works with, once it knows whom it keeps. */
export interface Office {
  readonly workshop: Workshop;
  readonly housekeeping: Housekeeping;
  /** As it is now, which after an await may be another than before. */
  readonly state: KeeperState;
}

/** What there is before that. */
export interface OfficeParts {
  readonly config: CoordinatorConfig;
  readonly env: CoordinatorEnv;
  readonly context: DurableObjectState;
  readonly storage: Storage;
  readonly live: Live;
  readonly changes: TaskQueue;
  /** Keeps work going that nobody waits for. */
  readonly anchor: (work: Promise<unknown>) => void;
}

/** @param comparedAt when the configuration was last read from Postgres, 0 for not yet */
export function openOffice(parts: OfficeParts, organizationId: string, comparedAt: number): Office {
  const { config, env, context, storage, live, changes, anchor } = parts;
  const workshop: Workshop = {
    storage,
    postgres: postgresOf(parts, organizationId),
    live,
    address: config.address,
    now: () => Date.now(),
    durable: () => context.storage.sync(),
  };
  const housekeeping = new Housekeeping(
    {
      workshop,
      changes,
      deliver: (compare) => deliveryWith({ workshop, config, env, changes, compare }),
      setAlarm: (at) => anchor(at === null ? context.storage.deleteAlarm() : context.storage.setAlarm(at)),
    },
    comparedAt,
  );
  return {
    workshop,
    housekeeping,
    get state() {
      if (storage.state === null) throw new Error("A gatekeeper has lost its state");
      return storage.state;
    },
  };
}

export function postgresOf({ config, env, anchor }: OfficeParts, organizationId: string): Postgres {
  const options = () => ({ connectionString: env.DB.connectionString, pipeline: config.databasePipeline });
  return new Postgres(organizationId, options, anchor);
}
