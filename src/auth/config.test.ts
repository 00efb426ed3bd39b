import { describe, expect, it } from "vitest";
import { authConfig } from "./config.ts";

const key = btoa("k".repeat(32));
const good = {
  SESSION_SECRET: "s".repeat(44),
  ENCRYPTION_KEYS: JSON.stringify({ current: "k1", keys: { k1: key } }),
};

describe("the auth worker's configuration", () => {
  it("is parsed into something nobody can change", () => {
    const config = authConfig({ ...good, DATABASE_PIPELINE: "off", COORDINATOR: {} });
    expect(config).toMatchObject({ sessionSecret: good.SESSION_SECRET, databasePipeline: false });
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.encryptionKeys)).toBe(true);
  });

  it.each([
    ["SESSION_SECRET", undefined],
    ["SESSION_SECRET", "short"],
    ["ENCRYPTION_KEYS", undefined],
    ["ENCRYPTION_KEYS", "not json"],
    ["ENCRYPTION_KEYS", JSON.stringify({ current: "k2", keys: { k1: key } })],
    ["DATABASE_PIPELINE", "yes"],
  ])("is refused with a bad %s, naming the variable and never showing a value", (name, value) => {
    const refused = () => authConfig({ ...good, [name]: value });
    expect(refused).toThrow(name);
    let message = "";
    try {
      refused();
    } catch (error) {
      message = String(error);
    }
    for (const secret of [key, good.SESSION_SECRET, "short", "not json"]) expect(message).not.toContain(secret);
  });
});
