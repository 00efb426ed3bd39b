import { describe, expect, it } from "vitest";
import type { Findings } from "./findings.ts";
import { hostnameErrors } from "./hostname-error.ts";
import { hostnameFailures, lifecycleStatuses } from "./hostname.ts";
import { registration } from "./lifecycle-fixture.ts";

const target = "customers.gatehouse.example";
const right: Findings = {
  txt: { outcome: "found", seen: ["gatehouse-hostname=abc"] },
  cname: { outcome: "found", seen: [target] },
  caa: { outcome: "allowed", at: null, seen: [] },
};
const pending = registration("pending", "pending_validation");
type Row = Parameters<typeof hostnameErrors>[0];

const errors = (more: Partial<Row>) =>
  hostnameErrors(
    {
      hostname: "app.acme.example",
      state: "awaiting_txt",
      challenge: "abc",
      failure: null,
      refusal: null,
      findings: right,
      registration: null,
      ...more,
    },
    target,
  );
const codes = (more: Partial<Row>) => errors(more).map(({ code }) => code);

describe("what is in a hostname's way", () => {
  it("is nothing while nobody has looked, or where all is as it should be", () => {
    for (const state of lifecycleStatuses) {
      expect(errors({ state, findings: null })).toEqual([]);
      expect(errors({ state })).toEqual([]);
    }
  });

  it.each([
    ["missing", "txt_missing"],
    ["other", "txt_other"],
    ["disagreement", "resolvers_disagree"],
    ["no_answer", "dns_silent"],
  ] as const)("is its record before it is proven: %s", (outcome, code) => {
    const findings: Findings = { ...right, txt: { outcome, seen: ["foo"] }, cname: { outcome: "missing", seen: [] } };
    expect(codes({ findings })).toEqual([code]);
  });

  it.each([
    ["missing", "cname_missing"],
    ["other", "cname_other"],
    ["disagreement", "resolvers_disagree"],
    ["no_answer", "dns_silent"],
  ] as const)("is where it leads once it is proven, and its record no more while it is set up: %s", (outcome, code) => {
    const findings: Findings = { ...right, txt: { outcome: "missing", seen: [] }, cname: { outcome, seen: ["foo"] } };
    expect(codes({ state: "pending_cloudflare", findings })).toEqual([code]);
    for (const state of ["error", "moved"] as const) {
      expect(codes({ state, findings })).toEqual(["txt_missing", code]);
      expect(codes({ state, findings: { ...findings, txt: right.txt } })).toEqual([code]);
    }
  });

  it.each([
    ["missing", "txt_missing"],
    ["other", "txt_other"],
    ["disagreement", "resolvers_disagree"],
    ["no_answer", "dns_silent"],
  ] as const)("is its record again once it was lost, told once: %s", (outcome, code) => {
    const findings: Findings = { ...right, txt: { outcome, seen: ["foo"] } };
    for (const state of ["error", "moved"] as const) {
      expect(codes({ state, findings })).toEqual([code]);
      expect(
        codes({ state, findings: { ...findings, cname: findings.txt } }).filter((one) => one === code),
      ).toHaveLength(1);
      const [told] = errors({ state, findings });
      if (code.startsWith("txt_")) expect(told?.message).toMatch(/`gatehouse-hostname=abc`.*Show the record again/);
    }
  });

  it("is its record again where all but that is there to serve it, and not once it is seen", () => {
    const ready = registration("active", "active");
    const findings: Findings = { ...right, txt: { outcome: "other", seen: ["foo"] } };
    const row = { state: "pending_cloudflare", findings, registration: ready } as const;
    expect(codes(row)).toEqual(["txt_other"]);
    expect(errors(row)[0]?.message).toMatch(/seen too long ago/);
    expect(codes({ ...row, findings: right })).toEqual([]);
    expect(codes({ ...row, registration: pending })).toEqual([]);
  });

  it("is told with what was seen and what is expected", () => {
    const [txt] = errors({ findings: { ...right, txt: { outcome: "other", seen: ["foo", "bar"] } } });
    expect(txt?.message).toBe(
      "At _gatehouse.app.acme.example we see `foo`, `bar`, we expect `gatehouse-hostname=abc`.",
    );
    const leads: Findings = { ...right, cname: { outcome: "other", seen: ["old.example"] } };
    const [cname] = errors({ state: "pending_cloudflare", findings: leads });
    expect(cname?.message).toBe(`The CNAME record leads to \`old.example\`, we expect \`${target}\`.`);
  });

  it("is a rule about authorities that forbids, before the proof as after it, and not one that is unclear", () => {
    const caa = (outcome: Findings["caa"]["outcome"]): Findings => ({
      ...right,
      caa: { outcome, at: "acme.example", seen: ['0 issue ";"'] },
    });
    for (const state of ["awaiting_txt", "pending_cloudflare"] as const) {
      expect(codes({ state, findings: caa("forbidden") })).toEqual(["caa_forbids"]);
      expect(codes({ state, findings: caa("no_answer") })).toEqual([]);
      expect(codes({ state, findings: caa("disagreement") })).toEqual([]);
    }
  });

  it("is why it failed, first, and what Cloudflare says of it, last", () => {
    const sentence = "custom hostname does not CNAME to this zone.";
    const refused = registration("pending", "pending_validation", { errors: [sentence] });
    const findings: Findings = { ...right, cname: { outcome: "missing", seen: [] } };
    expect(codes({ state: "error", failure: "validation_timed_out", findings, registration: refused })).toEqual([
      "validation_timed_out",
      "cname_missing",
      "cloudflare",
    ]);
  });

  it("is what Cloudflare says of a name that it does not take", () => {
    const refusal = ["This name is on a list."];
    expect(errors({ state: "error", failure: "name_refused", refusal })).toEqual([
      { code: "name_refused", message: "Cloudflare does not take this hostname." },
      { code: "cloudflare", message: "This name is on a list." },
    ]);
  });

  it.each(hostnameFailures)("has a sentence when it is %s", (failure) => {
    const [first] = errors({ state: "error", failure });
    expect(first).toEqual({ code: failure, message: expect.stringMatching(/^[A-Z].*\.$/) });
  });

  it("is nothing once it is served or given up", () => {
    const findings: Findings = { ...right, cname: { outcome: "missing", seen: [] } };
    for (const state of ["active", "deleted", "released"] as const) {
      expect(errors({ state, findings, failure: "blocked" })).toEqual([]);
    }
  });
});
