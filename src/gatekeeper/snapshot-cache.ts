import type { Snapshot } from "./contract.ts";

/**
 * Snapshots this isolate has been given, by organization, so that a gatekeeper need not send one again. It holds no
 * authority: each use follows an answer in which the gatekeeper has just confirmed the version.
 */
export class SnapshotCache {
  readonly #snapshots = new Map<string, Snapshot>();

  /** The version to tell the gatekeeper; 0 when there is none. */
  versionOf(organizationId: string): number {
    return this.#snapshots.get(organizationId)?.configVersion ?? 0;
  }

  /**
   * The snapshot an answer stands for: the one it carries, else the one it confirmed. Null when that was forgotten
   * between question and answer.
   */
  resolve(organizationId: string, received: Snapshot | null): Snapshot | null {
    if (received === null) return this.#snapshots.get(organizationId) ?? null;
    this.#snapshots.delete(organizationId);
    this.#snapshots.set(organizationId, received);
    if (this.#snapshots.size > capacity) {
      const [oldest] = this.#snapshots.keys();
      if (oldest !== undefined) this.#snapshots.delete(oldest);
    }
    return received;
  }
}

const capacity = 1_000;
