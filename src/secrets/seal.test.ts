import { describe, expect, it } from "vitest";
import { sealedColumns, placeOf } from "./sealed-columns.ts";
import { sealingKeyOf, sealWith } from "./seal.ts";

const key = (byte: number) => btoa(String.fromCharCode(...new Uint8Array(32).fill(byte)));
const seal = sealWith({ current: "k1", keys: { k1: key(1) } });
const place = placeOf(sealedColumns.accessToken, "org_a");

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
    const others = [
      placeOf(sealedColumns.accessToken, "org_b"),
      ...Object.values(sealedColumns)
        .map((column) => placeOf(column, "org_a"))
        .filter((other) => other !== place),
      "",
      `${place} `,
    ];
    expect(others).toHaveLength(Object.keys(sealedColumns).length + 2);
    for (const other of others) {
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
  const rotated = sealWith({ current: "k2", keys: { k1: key(1), k2: key(2) } });

  it("opens what the old key sealed, and seals with the new one", async () => {
    expect(await rotated.open(await seal.seal("old", place), place)).toBe("old");
    const fresh = await rotated.seal("new", place);
    expect(fresh).toMatch(/^v1\.k2\./);
    expect(await rotated.open(fresh, place)).toBe("new");
    expect(sealingKeyOf(fresh)).toBe("k2");
  });

  it("refuses a key the ring does not hold, and says which", async () => {
    const fresh = await rotated.seal("new", place);
    await expect(seal.open(fresh, place)).rejects.toThrow("no key k2");
    await expect(seal.open(fresh.replace("k2", "constructor"), place)).rejects.toThrow();
  });

  it("does not open with another key that goes by the same name", async () => {
    const impostor = sealWith({ current: "k1", keys: { k1: key(9) } });
    await expect(impostor.open(await seal.seal("secret", place), place)).rejects.toThrow();
  });
});
