import { describe, expect, it } from "vitest";
import { keyRing, Seal } from "./seal.ts";

const key = (byte: number) => btoa(String.fromCharCode(...new Uint8Array(32).fill(byte)));
const seal = new Seal({ current: "k1", keys: { k1: key(1) } });
const place = "org_a:account.accessToken";

describe("a sealed text", () => {
  it("opens at its place and shows nothing of what it holds", async () => {
    const sealed = await seal.seal("the secret, ünïcode too", place);
    expect(sealed).toMatch(/^v1\.k1\.[A-Za-z0-9_-]{16}\.[A-Za-z0-9_-]+$/);
    expect(await seal.open(sealed, place)).toBe("the secret, ünïcode too");
  });

  it("is another text each time, so that equal secrets cannot be told", async () => {
    expect(await seal.seal("same", place)).not.toBe(await seal.seal("same", place));
  });

  it("does not open at another tenant's or another column's place", async () => {
    const sealed = await seal.seal("secret", place);
    for (const other of ["org_b:account.accessToken", "org_a:account.refreshToken", "", `${place} `]) {
      await expect(seal.open(sealed, other)).rejects.toThrow();
    }
  });

  it("does not open when any part of it was changed", async () => {
    const sealed = await seal.seal("secret", place);
    const [version, id, iv = "", ciphertext = ""] = sealed.split(".");
    const flip = (text: string) => (text.startsWith("A") ? "B" : "A") + text.slice(1);
    for (const changed of [
      `${version}.${id}.${flip(iv)}.${ciphertext}`,
      `${version}.${id}.${iv}.${flip(ciphertext)}`,
      `${version}.${id}.${iv}.${ciphertext.slice(0, -4)}`,
      `${version}.${id}..${ciphertext}`,
      `v2.${id}.${iv}.${ciphertext}`,
      `${version}.${id}.${iv}`,
      "plain text",
      "",
    ]) {
      await expect(seal.open(changed, place), changed).rejects.toThrow();
    }
  });
});

describe("rotation", () => {
  const rotated = new Seal({ current: "k2", keys: { k1: key(1), k2: key(2) } });

  it("opens what the old key sealed, and seals with the new one", async () => {
    expect(await rotated.open(await seal.seal("old", place), place)).toBe("old");
    const fresh = await rotated.seal("new", place);
    expect(fresh).toMatch(/^v1\.k2\./);
    expect(await rotated.open(fresh, place)).toBe("new");
  });

  it("refuses a key the ring does not hold, and says which", async () => {
    const fresh = await rotated.seal("new", place);
    await expect(seal.open(fresh, place)).rejects.toThrow("no key k2");
    await expect(seal.open(fresh.replace("k2", "constructor"), place)).rejects.toThrow();
  });

  it("does not open with another key that goes by the same name", async () => {
    const impostor = new Seal({ current: "k1", keys: { k1: key(9) } });
    await expect(impostor.open(await seal.seal("secret", place), place)).rejects.toThrow();
  });
});

describe("the configuration of a key ring", () => {
  it("is accepted with a current key among keys of 32 bytes, in base64 or base64url", () => {
    const ring = { current: "k2", keys: { k1: key(1), k2: key(255).replaceAll("/", "_").replace("=", "") } };
    expect(keyRing.parse(JSON.stringify(ring))).toEqual(ring);
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
  ])("is refused with %s, and the refusal shows no key", (_, text) => {
    const parsed = keyRing.safeParse(text);
    expect(parsed.success).toBe(false);
    expect(JSON.stringify(parsed.error)).not.toContain(key(1));
  });
});
