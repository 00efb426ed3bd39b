import { describe, expect, it, test } from "vitest";
import { KeyRingSource } from "./key-ring-source.ts";
import { importKeyRing, parseKeyRing } from "./key-ring.ts";

const key = (byte: number) => btoa(String.fromCharCode(...new Uint8Array(32).fill(byte)));

describe("the configuration of a key ring", () => {
  it("is accepted with a current key among keys of 32 bytes, in base64 or base64url", () => {
    const ring = { current: "k2", keys: { k1: key(1), k2: key(255).replaceAll("/", "_").replace("=", "") } };
    expect(parseKeyRing(JSON.stringify(ring))).toEqual(ring);
  });

  it.each([
    ["no JSON", "{"],
    ["an empty text", ""],
    ["another shape", "[]"],
    ["no keys", JSON.stringify({ current: "k1", keys: {} })],
    ["a current key that is missing", JSON.stringify({ current: "k2", keys: { k1: key(1) } })],
    ["a current key that every object has", JSON.stringify({ current: "constructor", keys: { k1: key(1) } })],
    ["a short key", JSON.stringify({ current: "k1", keys: { k1: btoa("short") } })],
    ["a key that is no base64", JSON.stringify({ current: "k1", keys: { k1: "ä".repeat(44) } })],
    ["an old key that is short", JSON.stringify({ current: "k1", keys: { k1: key(1), k0: btoa("short") } })],
    ["a name that would break a sealed text", JSON.stringify({ current: "k.1", keys: { "k.1": key(1) } })],
    ["a member nobody knows", JSON.stringify({ current: "k1", keys: { k1: key(1) }, old: key(2) })],
    ["nothing at all", undefined],
  ])("is refused with %s, and the refusal names the secret and shows nothing of it", (_, text) => {
    expect(() => parseKeyRing(text)).toThrow(/^ENCRYPTION_KEYS is not valid: /);
    try {
      parseKeyRing(text);
    } catch (error) {
      for (const part of [key(1), key(2), "k.1", "constructor"]) expect(String(error)).not.toContain(part);
    }
  });

  it("becomes keys that cannot be read back", async () => {
    const { keys } = await importKeyRing({ current: "k1", keys: { k1: key(1) } });
    const imported = keys.get("k1");
    expect(imported?.extractable).toBe(false);
    await expect(crypto.subtle.exportKey("raw", imported as CryptoKey)).rejects.toThrow();
  });
});

describe("the ring an isolate goes by", () => {
  const document = (current: string) => JSON.stringify({ current, keys: { k1: key(1), k2: key(2) } });
  const world = { now: 1_000_000, text: document("k1"), reads: 0, down: false };
  const source = () =>
    new KeyRingSource(
      {
        async get() {
          world.reads += 1;
          if (world.down) throw new Error(`the store has ${key(1)} and does not give it`);
          return world.text;
        },
      },
      () => world.now,
      60_000,
    );

  test("is read once, and again after a minute: a change of the store reaches it without a deployment", async () => {
    Object.assign(world, { reads: 0, text: document("k1"), down: false });
    const isolate = source();
    expect((await isolate.current()).current).toBe("k1");
    world.text = document("k2");
    world.now += 59_999;
    expect((await isolate.current()).current).toBe("k1");
    expect(world.reads).toBe(1);
    world.now += 1;
    expect((await isolate.current()).current).toBe("k2");
    expect(world.reads).toBe(2);
  });

  test("is read again when the clock steps back", async () => {
    Object.assign(world, { reads: 0, text: document("k1"), down: false });
    const isolate = source();
    await isolate.current();
    world.now -= 1;
    await isolate.current();
    expect(world.reads).toBe(2);
  });

  test("is not used again when a clock that stepped back is where it was", async () => {
    Object.assign(world, { reads: 0, text: document("k1"), down: false });
    const isolate = source();
    await isolate.current();
    world.now -= 3_600_000;
    await isolate.current();
    world.text = document("k2");
    world.now += 3_600_000;
    expect((await isolate.current()).current).toBe("k2");
  });

  test("is not used once it is too old, even when the store is down; the refusal shows nothing of it", async () => {
    Object.assign(world, { text: document("k1"), down: false });
    const isolate = source();
    await isolate.current();
    Object.assign(world, { down: true, now: world.now + 60_000 });
    await expect(isolate.current()).rejects.toThrow("ENCRYPTION_KEYS cannot be read from the secret store");
    await isolate.current().catch((error: Error) => {
      expect(JSON.stringify([error.message, error.stack, String(error.cause)])).not.toContain(key(1));
    });
    world.down = false;
    expect((await isolate.current()).current).toBe("k1");
  });

  test("is not replaced by one that was asked for earlier and came later", async () => {
    const answers: ((text: string) => void)[] = [];
    let now = 0;
    const slow = new KeyRingSource({ get: () => new Promise((resolve) => answers.push(resolve)) }, () => now, 60_000);
    const early = slow.current();
    now = 10;
    const late = slow.current();
    answers[1]?.(document("k2"));
    await late;
    answers[0]?.(document("k1"));
    await early;
    expect((await slow.current()).current).toBe("k2");
  });

  test("is refused when what the store holds is no ring, and named", async () => {
    Object.assign(world, { text: "no ring", down: false });
    await expect(source().current()).rejects.toThrow("ENCRYPTION_KEYS is not valid: must be JSON");
  });
});
