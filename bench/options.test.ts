import { describe, expect, it } from "vitest";
import { readOptions } from "./options.ts";

describe("the command line", () => {
  it("asks for everything when it asks for nothing", () => {
    const options = readOptions([]);
    expect(options).toMatchObject({ ok: true, value: { rounds: 5, connections: [1, 32, 256], tenants: [1, 1000] } });
  });

  it("changes only what it names, after a preset too", () => {
    const options = readOptions(["--quick", "--connections", "1,64", "--only", "bare,strict-token"]);
    expect(options).toMatchObject({
      ok: true,
      value: { rounds: 3, connections: [1, 64], subjects: ["bare", "strict-token"], tenants: [1] },
    });
  });

  it.each([
    ["--rounds", "0"],
    ["--rounds", "two"],
    ["--seconds", "-1"],
    ["--connections", "1,,2"],
    ["--tenants", "1.5"],
    ["--revocations", "many"],
    ["--pages", "-1"],
    ["--only", "bare,baer"],
    ["--fast", "1"],
  ])("is refused with %s %s", (name, value) => {
    expect(readOptions([name, value]).ok).toBe(false);
  });
});
