import { expect, test } from "vitest";
import { findingLines } from "./finding.ts";

const good = {
  txt: { outcome: "found", seen: ["gatehouse-hostname=abc"], expected: "gatehouse-hostname=abc" },
  cname: { outcome: "found", seen: ["customers.localhost"], expected: "customers.localhost" },
  caa: { outcome: "allowed", at: null, seen: [], expected: ["letsencrypt.org", "pki.goog"] },
} as const;
type Dns = Parameters<typeof findingLines>[0];
const lines = (change: object) => findingLines({ ...good, ...change } as Dns);

test("what is as it should be needs no word of what was expected", () => {
  expect(lines({}).map(({ record, isGood, expected }) => [record, isGood, expected])).toEqual([
    ["TXT", true, null],
    ["CNAME", true, null],
    ["CAA", true, null],
  ]);
});

test("what is something else is told with what was seen and what was expected", () => {
  const [, cname] = lines({ cname: { outcome: "other", seen: ["shops.example"], expected: "customers.localhost" } });
  expect(cname).toEqual({
    record: "CNAME",
    verdict: "something else is there",
    isGood: false,
    expected: "customers.localhost",
    seen: ["shops.example"],
  });
});

test("CAA records that forbid are told with the name they stand at, and with who should be allowed", () => {
  const caa = {
    outcome: "forbidden",
    at: "acme.example",
    seen: ['0 issue "ca.example"'],
    expected: ["pki.goog", "ssl.com"],
  };
  const [, , line] = lines({ caa });
  expect(line).toMatchObject({
    isGood: false,
    expected: "pki.goog, ssl.com",
    seen: ['0 issue "ca.example" (acme.example)'],
  });
});

test("an outcome that only a newer server knows is told by its own name", () => {
  const [txt] = lines({ txt: { outcome: "rate_limited", seen: [], expected: "x" } });
  expect(txt).toMatchObject({ verdict: "rate_limited", isGood: false });
});
