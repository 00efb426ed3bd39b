import { expect, test } from "vitest";
import { nameInZone } from "./record-name.ts";

test("a record's name in its zone is the name without the zone", () => {
  expect(nameInZone("_gatehouse.app.acme.com", "acme.com")).toBe("_gatehouse.app");
  expect(nameInZone("app.acme.co.uk", "acme.co.uk")).toBe("app");
});

test("the zone's own name is an at sign", () => {
  expect(nameInZone("acme.com", "acme.com")).toBe("@");
});

test("a name that only ends alike is not in the zone", () => {
  expect(nameInZone("app.notacme.com", "acme.com")).toBe("app.notacme.com");
});
