import { Storage } from "../../durable-objects/storage.ts";
import type { Mount } from "../durable-storage.ts";
import { soundParts } from "../world.ts";
import { HopefulRecord } from "./changes.ts";
import { comingAndGoing } from "./climates.ts";
import { withKeeper, type Variant } from "./variant.ts";

/** Refuses whoever is signed in at a host that is gone, and leaves their sessions to the host that comes back. */
class PatientStorage extends Storage {
  constructor(mount: Mount) {
    super(mount);
    this.sessions.closeOn = () => [];
  }
}

/** Ends the sessions of a host that is gone, and not the sign-ins that are under way there. */
class ForgetfulStorage extends Storage {
  constructor(mount: Mount) {
    super(mount);
    this.sessions.rememberLeft = () => {};
  }
}

export const hostVariants: readonly Variant[] = [
  {
    name: "sessions that wait for their host to come back",
    parts: withKeeper({ storage: (mount) => new PatientStorage(mount) }),
    withoutFault: soundParts,
    climate: comingAndGoing,
    property: "revoked",
  },
  {
    name: "sign-ins under way that outlive the removal of their host",
    parts: withKeeper({ storage: (mount) => new ForgetfulStorage(mount) }),
    withoutFault: soundParts,
    climate: comingAndGoing,
    property: "revoked",
  },
  {
    name: "a removal whose outcome is unknown, taken for none",
    parts: withKeeper({ record: (parts) => new HopefulRecord(parts) }),
    withoutFault: soundParts,
    climate: comingAndGoing,
    property: "atomic",
  },
];
