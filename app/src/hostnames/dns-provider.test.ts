import { expect, test } from "vitest";
import { readDnsProvider } from "./dns-provider.ts";

test("anything unknown in the address is as if it were not there", () => {
  expect(readDnsProvider("route53")).toBe("route53");
  for (const unknown of ["constructor", "", 1, null, undefined]) expect(readDnsProvider(unknown)).toBeNull();
});
