import { soundDesk } from "../isolate.ts";
import { soundKeeper, type KeeperParts } from "../object-host.ts";
import type { Climate } from "../script-arbitrary.ts";
import type { Violation } from "../violation.ts";
import type { Parts } from "../world.ts";

/** A system with one fault. */
export interface Variant {
  /** What is wrong with it. */
  readonly name: string;
  readonly parts: Parts;
  /** The same system without the fault. */
  readonly withoutFault: Parts;
  /** Where the fault shows soon; the sound system lives there unharmed. */
  readonly climate: Climate;
  /** What it breaks. */
  readonly property: Violation["property"];
}

/** The sound system but for some parts of its gatekeeper. */
export function withKeeper(broken: Partial<KeeperParts>): Parts {
  return { keeper: { ...soundKeeper, ...broken }, desk: soundDesk };
}
