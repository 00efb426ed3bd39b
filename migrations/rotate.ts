import postgres from "postgres";
import type { ReservedSql } from "postgres";
import type { KeyRingDocument } from "../src/secrets/key-ring.ts";
import { nextStep, withCurrentOnly, withNewestCurrent, withNewKey } from "../src/secrets/rotation.ts";
import { reseal } from "./reseal.ts";

/** Where the key ring is kept, and from where it reaches the Workers. */
export interface KeyRingStore {
  read(): Promise<KeyRingDocument>;
  /** Durable before it resolves, and on its way to the Workers. Writing the same ring again does no harm. */
  write(ring: KeyRingDocument): Promise<void>;
}

export interface Rotation {
  readonly store: KeyRingStore;
  /** A direct connection as gatehouse_sealer. */
  readonly databaseUrl: string;
  /** Resolves when no isolate goes by the ring any more that was in the store before. */
  readonly settle: () => Promise<void>;
  readonly random: () => Uint8Array;
  readonly say: (line: string) => void;
}

/** The rotation cannot go on; the message says why. Nothing is lost, and every key that is needed is in the ring. */
export class RotationRefusal extends Error {}

/**
 * Changes the key that everything is sealed with, while everything runs. Interrupted anywhere, it goes on when it is run
 * again; run again after its end, it is the next rotation.
 *
 * @throws RotationRefusal
 */
export async function rotate(rotation: Rotation): Promise<void> {
  const sql = postgres(rotation.databaseUrl, { max: 1, onnotice: () => undefined });
  // The lock belongs to this one connection, and so does everything below.
  const connection = await sql.reserve();
  try {
    const [lock] = await connection`select pg_try_advisory_lock(${lockKey}) as taken`;
    if (lock?.["taken"] !== true) throw new RotationRefusal("The keys are being rotated already.");
    await rotateAlone(rotation, connection);
  } finally {
    connection.release();
    await sql.end();
  }
}

/** Any number that nobody else locks with. */
const lockKey = 4_283_868;

async function rotateAlone({ store, settle, random, say }: Rotation, sql: ReservedSql): Promise<void> {
  let ring = await store.read();
  const change = async (changed: KeyRingDocument): Promise<void> => {
    // Whoever lost the database lost the lock with it.
    await sql`select 1`;
    if (JSON.stringify(await store.read()) !== JSON.stringify(ring)) {
      throw new RotationRefusal("Somebody else has changed the key ring.");
    }
    await store.write(changed);
    ring = changed;
  };

  if (nextStep(ring) === "add") {
    await change(withNewKey(ring, random()));
    say(`Added a key: ${Object.keys(ring.keys).join(", ")}. Waiting until every Worker can open with it.`);
  } else {
    say(`Going on with a rotation that was interrupted: ${Object.keys(ring.keys).join(", ")}.`);
    // It may have been written and not have been published.
    await change(ring);
  }
  if (nextStep(ring) === "promote") {
    await settle();
    await change(withNewestCurrent(ring));
    say(`New texts are sealed with ${ring.current}. Waiting until no Worker seals with another.`);
  }
  await settle();

  const { byKey, unopened } = await reseal(sql, ring);
  if (unopened.length > 0) {
    throw new RotationRefusal(
      `The old keys stay, because these do not open with any key of the ring:\n${unopened.join("\n")}`,
    );
  }
  const old = Object.keys(byKey).filter((id) => id !== ring.current);
  if (old.length > 0) throw new RotationRefusal(`The old keys stay: texts are still sealed with ${old.join(", ")}.`);
  say(`${byKey[ring.current] ?? 0} texts are sealed with ${ring.current}, none with another key.`);
  await change(withCurrentOnly(ring));
  say(`The ring holds ${ring.current} and nothing else. Workers forget the old key within a minute.`);
}
