import { expect, test } from "vitest";
import { readSetupSearch } from "./search.ts";

test("where a setup stands is read back from the address", () => {
  const search = { preset: "okta", step: "domains", provider: "sso_0123456789abcdefghijklmn", test: "flw_0123" };
  expect(readSetupSearch(search)).toEqual(search);
});

test("what is no product, no step and no id is as if it were not there", () => {
  const search = { preset: "toString", step: "constructor", provider: "../me", test: "sso_0123", more: 1 };
  expect(readSetupSearch(search)).toEqual({});
});
