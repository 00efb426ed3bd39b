import { expect, test } from "vitest";
import { instructions } from "./instructions.ts";

const hostname = {
  hostname: "app.acme.com",
  record: { type: "TXT", name: "_gatehouse.app.acme.com", value: "gatehouse-hostname=abc" },
  cnameTarget: "customers.example.net",
  validation: "http",
  records: [{ purpose: "ownership", type: "TXT", name: "_cf-custom-hostname.app.acme.com", value: "42" }],
} as const;

test("who manages the DNS gets every record to the letter", () => {
  const text = instructions({ ...hostname, records: [] }, "Acme");
  expect(text).toContain("Type: TXT\nName: _gatehouse.app.acme.com\nValue: gatehouse-hostname=abc");
  expect(text).toContain("Type: CNAME\nName: app.acme.com\nValue: customers.example.net");
});

test("the records of the other validation are in it only where that was chosen", () => {
  expect(instructions({ ...hostname, records: [...hostname.records] }, "Acme")).not.toContain("_cf-custom-hostname");
  const byRecords = { ...hostname, validation: "txt", records: [...hostname.records] } as const;
  expect(instructions(byRecords, "Acme")).toContain("Name: _cf-custom-hostname.app.acme.com\nValue: 42");
});
