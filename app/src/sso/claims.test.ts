import { expect, test } from "vitest";
import { claimRows } from "./claims.ts";

test("what decides comes first, the rest in the order of the alphabet", () => {
  const names = claimRows({ zoneinfo: "UTC", email: "a@b.test", aud: "x", sub: "1", iss: "https://i" }).map(
    ([name]) => name,
  );
  expect(names).toEqual(["iss", "sub", "email", "aud", "zoneinfo"]);
});

test("every value is readable, whatever the provider has made of it", () => {
  expect(claimRows({ groups: ["it", "staff"] })).toEqual([["groups", "it\nstaff"]]);
  expect(claimRows({ exp: 0 })).toEqual([["exp", "0 (1970-01-01T00:00:00.000Z)"]]);
  expect(claimRows({ exp: 1e20 })).toEqual([["exp", "100000000000000000000 (no time)"]]);
  expect(claimRows({ email_verified: false, address: { country: "FR" } })).toEqual([
    ["email_verified", "false"],
    ["address", '{\n  "country": "FR"\n}'],
  ]);
  expect(claimRows(null)).toEqual([]);
});
