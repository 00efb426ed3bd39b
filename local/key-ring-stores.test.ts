import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fileKeyRing, localKeyRing } from "./key-ring-stores.ts";
import { openSecrets } from "./secrets.ts";

const key = Buffer.alloc(32, 1).toString("base64");
const ring = { current: "k1", keys: { k1: key } };
const next = { current: "k1", keys: { k1: key, k2: key } };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "key-ring-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("a deployment's ring in a file", () => {
  test("is in the file before it is published: what the store holds is never all there is", async () => {
    const path = join(folder, "ring.json");
    await writeFile(path, JSON.stringify(ring), { mode: 0o600 });
    const published: string[] = [];
    const store = fileKeyRing(path, async (text) => {
      expect(await readFile(path, "utf8")).toBe(text);
      published.push(text);
    });
    await store.write(next);
    expect(published).toEqual([JSON.stringify(next)]);
    expect(await store.read()).toEqual(next);
    expect((await stat(path)).mode & 0o077).toBe(0);
    expect(await readdir(folder)).toEqual(["ring.json"]);
  });

  test("is kept when it could not be published, so that the next run publishes it", async () => {
    const path = join(folder, "ring.json");
    await writeFile(path, JSON.stringify(ring));
    const down = fileKeyRing(path, () => Promise.reject(new Error("no network")));
    await expect(down.write(next)).rejects.toThrow("no network");
    expect(await down.read()).toEqual(next);
  });

  test("that is no ring is refused before anything happens", async () => {
    const path = join(folder, "ring.json");
    await writeFile(path, "{}");
    await expect(fileKeyRing(path, async () => undefined).read()).rejects.toThrow("ENCRYPTION_KEYS is not valid");
  });
});

test("this machine's ring is changed without touching its other secrets, and is read as it is at that moment", async () => {
  const state = await mkdtemp(join(tmpdir(), "key-ring-"));
  const { encryptionKeys, ...others } = await openSecrets(state);
  const store = localKeyRing(state);
  expect(await store.read()).toEqual(JSON.parse(encryptionKeys));
  await store.write(next);
  const { encryptionKeys: changed, ...kept } = await openSecrets(state);
  expect([JSON.parse(changed), kept]).toEqual([next, others]);
  await rm(state, { recursive: true });
});
