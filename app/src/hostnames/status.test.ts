import { expect, test } from "vitest";
import type { Standing } from "./progress.ts";
import { statusSentence } from "./status.ts";

const active = (cname: NonNullable<Standing["dns"]>["cname"]["outcome"]): Standing => ({
  lifecycleStatus: "active",
  validation: "txt",
  cloudflare: null,
  dns: {
    txt: { outcome: "found", seen: [], expected: "" },
    cname: { outcome: cname, seen: [], expected: "" },
    caa: { outcome: "allowed", at: null, seen: [], expected: [] },
  },
});

test("nobody is told that people can open a hostname which does not lead here yet", () => {
  expect(statusSentence(active("found"))).toContain("People can open it and sign in there");
  for (const elsewhere of ["missing", "other", "disagreement"] as const) {
    expect(statusSentence(active(elsewhere))).toContain("once it leads here");
  }
});

test("one that lacks nothing but its record asks for that", () => {
  const cloudflare = { status: "active", sslStatus: "active" };
  const ready = { ...active("found"), lifecycleStatus: "pending_cloudflare", cloudflare } as const;
  expect(statusSentence({ ...ready, dns: null })).toContain("once we see the record again");
  expect(statusSentence({ ...ready, cloudflare: null })).toContain("its certificate has to be issued");
});
