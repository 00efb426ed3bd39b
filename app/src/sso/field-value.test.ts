import { expect, test } from "vitest";
import { ageName, fieldName, fieldValue } from "./field-value.ts";
import { fieldNames } from "./provider-draft.ts";

test("every field is named, and what a newer server adds keeps its own name", () => {
  expect(fieldName("issuer")).toBe("Issuer");
  expect(fieldName("futureField")).toBe("futureField");
  expect(fieldValue("futureField", { deep: true })).toBe('{"deep":true}');
});

test("no field without a value is shown as nothing at all", () => {
  for (const field of Object.keys(fieldNames)) expect(fieldValue(field, null), field).not.toBe("");
});

test("a secret is told to have changed and nothing else of it", () => {
  expect(fieldValue("clientSecret", "hunter2")).not.toContain("hunter2");
});

test("lists are written out: each mapping and each address on a line of its own", () => {
  const mappings = [
    { value: "staff", role: "member" },
    { value: "it", role: "admin" },
  ];
  expect(fieldValue("roleMappings", mappings)).toBe("staff → Member\nit → Admin");
  expect(fieldValue("domains", ["acme.test", "acme.example"])).toBe("acme.test, acme.example");
  expect(fieldValue("endpoints", { authorization: "https://a", token: "https://t", jwks: "https://k" })).toBe(
    "Authorization: https://a\nToken: https://t\nKeys: https://k",
  );
});

test("an age is in the greatest unit it fills", () => {
  expect([0, 1, 90, 3_600, 86_400, 129_600].map(ageName)).toEqual([
    "Signs in anew each time",
    "1 second",
    "90 seconds",
    "1 hour",
    "1 day",
    "36 hours",
  ]);
});
