import { BoundedMap } from "../cache/bounded-map.ts";
import type { Snapshot } from "./contract.ts";

/**
 * Snapshots this isolate has been given, by organization, so that a gatekeeper need not send one again. It holds no
 * authority: each use follows an answer in which the gatekeeper has confirmed the version, or repeats one on lease.
 */
export class SnapshotCache {
  readonly #snapshots = new BoundedMap<string, Snapshot>(capacity);

  /** The newest there is. */
  find(organizationId: string): Snapshot | undefined {
    return this.#snapshots.get(organizationId);
  }

  /** The version to tell the gatekeeper; 0 when there is none. */
  versionOf(organizationId: string): number {
    return this.#snapshots.get(organizationId)?.configVersion ?? 0;
  }

  /**
   * The snapshot an answer stands for: the one it carries, else the one it confirmed, whose version it was told. Null
   * when that was forgotten between question and answer. Answers overtake each other, so an older one is not kept.
   */
  resolve(organizationId: string, received: Snapshot | null, confirmed: number): Snapshot | null {
    const known = this.#snapshots.get(organizationId);
    if (received === null) return known?.configVersion === confirmed ? known : null;
    if (known === undefined || known.configVersion < received.configVersion) {
      this.#snapshots.set(organizationId, received);
    }
    return received;
  }
}

const capacity = 1_000;
