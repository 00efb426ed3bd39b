import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { rotate, RotationRefusal } from "../migrations/rotate.ts";
import type { KeyRingStore } from "../migrations/rotate.ts";
import { fileKeyRing, localKeyRing, updateStoredSecret } from "./key-ring-stores.ts";
import { PlatformRefusal } from "./refusal.ts";
import { openStateDatabase } from "./state-database.ts";
import { say, warn } from "./terminal.ts";

/*
 * `npm run secrets:rotate`: changes the key that everything is sealed with, of this clone's platform. Of a deployment:
 *
 *     DATABASE_URL=postgres://gatehouse_sealer:…@host/gatehouse npm run secrets:rotate -- \
 *       --ring-file ring.json --store-id … --secret-id …
 */
const { values } = parseArgs({
  options: {
    "ring-file": { type: "string" },
    "store-id": { type: "string" },
    "secret-id": { type: "string" },
    "settle-seconds": { type: "string" },
  },
});

/** A minute until every isolate has read the ring again, and half a one for what it has begun by then. */
const settleSeconds = values["settle-seconds"] === undefined ? 90 : Number(values["settle-seconds"]);

try {
  if (!(settleSeconds >= 0)) throw new RotationRefusal("--settle-seconds wants a number.");
  await (values["ring-file"] === undefined ? rotateHere() : rotateDeployment(values["ring-file"]));
} catch (error) {
  if (!(error instanceof RotationRefusal || error instanceof PlatformRefusal)) throw error;
  warn(error.message);
  process.exit(1);
}

async function rotateHere(): Promise<void> {
  const database = await openStateDatabase(join(import.meta.dirname, ".."), "main");
  try {
    // Where nothing runs there is nobody to wait for.
    const seconds = database.isRunning ? settleSeconds : 0;
    await rotateWith(localKeyRing(database.folder), database.url("gatehouse_sealer"), seconds);
  } finally {
    await database.close();
  }
}

async function rotateDeployment(ringFile: string): Promise<void> {
  const { DATABASE_URL: databaseUrl } = process.env;
  const { "store-id": storeId, "secret-id": secretId } = values;
  if (databaseUrl === undefined || storeId === undefined || secretId === undefined) {
    throw new RotationRefusal(
      "With --ring-file, give --store-id and --secret-id, and DATABASE_URL as gatehouse_sealer.",
    );
  }
  const store = fileKeyRing(ringFile, (text) => updateStoredSecret({ storeId, secretId }, text));
  await rotateWith(store, databaseUrl, settleSeconds);
}

async function rotateWith(store: KeyRingStore, databaseUrl: string, seconds: number): Promise<void> {
  await rotate({
    store,
    databaseUrl,
    random: () => randomBytes(32),
    settle: () => new Promise((done) => setTimeout(done, seconds * 1_000)),
    say,
  });
}
