import { Keeper, type KeeperTools } from "../../durable-objects/keeper.ts";
import { Storage, type KeeperState } from "../../durable-objects/storage.ts";
import type { Addressed, Revocation, RevocationFailure, RevokeCommand } from "../../src/gatekeeper/contract.ts";
import { acknowledgementWait, longestLeaseMilliseconds } from "../../src/gatekeeper/lease.ts";
import { failure, type Result } from "../../src/result/result.ts";
import { busy, drifting, shortLived } from "./climates.ts";
import { soundParts } from "../world.ts";
import { withKeeper, type Variant } from "./variant.ts";

const fullWait = acknowledgementWait(longestLeaseMilliseconds);

/** Where leases are always over at once. */
function withoutWait(tools: KeeperTools): KeeperTools {
  return { ...tools, wait: (time) => (time === fullWait ? Promise.resolve() : tools.wait(time)) };
}

/** Knows of the leases of its own instance only. */
class ForgetfulStorage extends Storage {
  #isOurs = false;

  override get state(): KeeperState | null {
    const state = super.state;
    return state === null ? null : { ...state, leasing: state.leasing && this.#isOurs };
  }

  override setLeasing(leasing: boolean): void {
    this.#isOurs = true;
    super.setLeasing(leasing);
  }
}

/** Waits first and takes away afterwards: what is granted in between outlives the acknowledgement. */
class LateKeeper extends Keeper {
  readonly #wait: KeeperTools["wait"];

  constructor(tools: KeeperTools) {
    super(withoutWait(tools));
    this.#wait = tools.wait;
  }

  override async revoke(command: Addressed<RevokeCommand>): Promise<Result<Revocation, RevocationFailure>> {
    await this.#wait(fullWait);
    return super.revoke(command);
  }
}

/** Says that a session has ended already without asking whether its end has been acknowledged. */
class HastyKeeper extends Keeper {
  readonly #storage: Storage;

  constructor(tools: KeeperTools) {
    super(tools);
    this.#storage = tools.storage;
  }

  override async revoke(command: Addressed<RevokeCommand>): Promise<Result<Revocation, RevocationFailure>> {
    const { scope } = command;
    if (scope.kind === "session" && this.#storage.state !== null) {
      const record = this.#storage.sessions.byId(scope.sessionId);
      if (record !== null && record.closedAs !== null) return failure("not_found");
    }
    return super.revoke(command);
  }
}

export const leaseVariants: readonly Variant[] = [
  {
    name: "acknowledgements that wait for no lease",
    parts: withKeeper({ keeper: (tools) => new Keeper(withoutWait(tools)) }),
    withoutFault: soundParts,
    climate: busy,
    property: "revoked",
  },
  {
    name: "a restarted object that does not wait for its predecessor's leases",
    parts: withKeeper({ storage: (mount) => new ForgetfulStorage(mount) }),
    withoutFault: soundParts,
    climate: busy,
    property: "revoked",
  },
  {
    name: "grants that leave before it is durable that leases are out",
    parts: withKeeper({
      outputGate: (mount, method) => (method === "admit" ? Promise.resolve() : mount.outputGate()),
    }),
    withoutFault: soundParts,
    climate: shortLived,
    property: "revoked",
  },
  {
    name: "a wait of exactly the length of a lease",
    parts: withKeeper({
      keeper: (tools) =>
        new Keeper({ ...tools, wait: (time) => tools.wait(time === fullWait ? longestLeaseMilliseconds : time) }),
    }),
    withoutFault: soundParts,
    climate: drifting,
    property: "revoked",
  },
  {
    name: "a revocation that is applied only after the wait",
    parts: withKeeper({ keeper: (tools) => new LateKeeper(tools) }),
    withoutFault: soundParts,
    climate: busy,
    property: "revoked",
  },
  {
    name: "a repeated revocation that does not wait like the first",
    parts: withKeeper({ keeper: (tools) => new HastyKeeper(tools) }),
    withoutFault: soundParts,
    climate: busy,
    property: "revoked",
  },
];
