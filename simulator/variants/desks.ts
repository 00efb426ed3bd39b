import { soundKeeper } from "../object-host.ts";
import type { Parts } from "../world.ts";
import { busy, sluggish } from "./climates.ts";
import { NaiveDesk, type DeskFaults } from "./naive-desk.ts";
import type { Variant } from "./variant.ts";

/** A sound gatekeeper, asked from naive desks with these faults. */
function withNaiveDesk(faults: DeskFaults): Parts {
  return { keeper: soundKeeper, desk: (now) => new NaiveDesk(now, faults) };
}

const withoutFault = withNaiveDesk({});

export const deskVariants: readonly Variant[] = [
  {
    name: "requests that join a call which has already left",
    parts: withNaiveDesk({ joinsCallsOnTheirWay: true }),
    withoutFault,
    climate: sluggish,
    property: "revoked",
  },
  {
    name: "a lease that begins when the answer arrives",
    parts: withNaiveDesk({ leasesFromReceipt: true }),
    withoutFault,
    climate: sluggish,
    property: "revoked",
  },
  {
    name: "one lease for all that an isolate holds",
    parts: withNaiveDesk({ sharesOneLease: true }),
    withoutFault,
    climate: busy,
    property: "revoked",
  },
  {
    name: "an isolate that does not notice its clock stepping back",
    parts: withNaiveDesk({ ignoresSteps: true }),
    withoutFault,
    climate: busy,
    property: "revoked",
  },
];
