import type { Intent } from "../../durable-objects/intent.ts";
import { Storage } from "../../durable-objects/storage.ts";
import type { Commit } from "../../durable-objects/system-of-record.ts";
import { ModelRecord } from "../record.ts";
import { anyClimate } from "../script-arbitrary.ts";
import { deadlyChanges, unansweredChanges } from "./climates.ts";
import { soundParts } from "../world.ts";
import { withKeeper, type Variant } from "./variant.ts";

/** Does not write down what it is about to change. */
class CarelessStorage extends Storage {
  override putIntent(): void {}
}

/** Takes no answer for a no. */
export class HopefulRecord extends ModelRecord {
  override async commit(intent: Intent): Promise<Commit> {
    const commit = await super.commit(intent);
    return commit.outcome === "unknown" ? { outcome: "nothing", error: commit.error } : commit;
  }
}

/** Hands effects out once. */
class LosingStorage extends Storage {
  override dueEffects(now: number, limit: number) {
    const due = super.dueEffects(now, limit);
    for (const { id } of due) this.removeEffect(id);
    return due;
  }
}

export const changeVariants: readonly Variant[] = [
  {
    name: "changes whose intent is not written down",
    parts: withKeeper({ storage: (mount) => new CarelessStorage(mount) }),
    withoutFault: soundParts,
    climate: deadlyChanges,
    property: "atomic",
  },
  {
    name: "an unknown outcome that is taken for none",
    parts: withKeeper({ record: (parts) => new HopefulRecord(parts) }),
    withoutFault: soundParts,
    climate: anyClimate,
    property: "atomic",
  },
  {
    name: "effects that are dropped before Postgres has them",
    parts: withKeeper({ storage: (mount) => new LosingStorage(mount) }),
    withoutFault: soundParts,
    climate: unansweredChanges,
    property: "kept",
  },
];
