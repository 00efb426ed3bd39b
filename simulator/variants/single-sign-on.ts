import { Keeper } from "../../durable-objects/keeper.ts";
import { Storage } from "../../durable-objects/storage.ts";
import type { Addressed, OpenSessionCommand } from "../../src/gatekeeper/contract.ts";
import type { Mount } from "../durable-storage.ts";
import { soundParts } from "../world.ts";
import { HopefulRecord } from "./changes.ts";
import { singleSignOn, unansweredEnforcement } from "./climates.ts";
import { withKeeper, type Variant } from "./variant.ts";

/** Ends what a provider has signed out, and does not remember it for those on the way. */
class ShortMemoryStorage extends Storage {
  constructor(mount: Mount) {
    super(mount);
    this.sessions.rememberLogout = () => {};
  }
}

/** Asks nobody who comes how they came. */
class CredulousKeeper extends Keeper {
  override openSession(command: Addressed<OpenSessionCommand>) {
    return super.openSession({ ...command, session: { ...command.session, method: "recovery" } });
  }
}

/** Ends password sessions, and lets those on the way open theirs when enforcement is lifted. */
class ForgivingStorage extends Storage {
  override raisePasswordVersion(): void {}
}

export const singleSignOnVariants: readonly Variant[] = [
  {
    name: "a provider's logout that forgets sign-ins under way",
    parts: withKeeper({ storage: (mount) => new ShortMemoryStorage(mount) }),
    withoutFault: soundParts,
    climate: singleSignOn,
    property: "revoked",
  },
  {
    name: "enforcement that is not looked at when a session opens",
    parts: withKeeper({ keeper: (tools) => new CredulousKeeper(tools) }),
    withoutFault: soundParts,
    climate: singleSignOn,
    property: "configuration",
  },
  {
    name: "password sign-ins under way that outlive enforcement",
    parts: withKeeper({ storage: (mount) => new ForgivingStorage(mount) }),
    withoutFault: soundParts,
    climate: singleSignOn,
    property: "revoked",
  },
  {
    name: "enforcement of which nobody has heard, taken for not enforced",
    parts: withKeeper({ record: (parts) => new HopefulRecord(parts) }),
    withoutFault: soundParts,
    climate: unansweredEnforcement,
    property: "atomic",
  },
];
