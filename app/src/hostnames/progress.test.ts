import { expect, test } from "vitest";
import { stepStates, type Standing } from "./progress.ts";

type Dns = NonNullable<Standing["dns"]>;

function dns(txt: Dns["txt"]["outcome"], cname: Dns["cname"]["outcome"], caa: Dns["caa"]["outcome"] = "allowed"): Dns {
  return {
    txt: { outcome: txt, seen: [], expected: "" },
    cname: { outcome: cname, seen: [], expected: "" },
    caa: { outcome: caa, at: null, seen: [], expected: [] },
  };
}

const standing = (lifecycleStatus: Standing["lifecycleStatus"], more: Partial<Standing> = {}): Standing => ({
  lifecycleStatus,
  dns: null,
  cloudflare: null,
  validation: "http",
  ...more,
});

test("of a new hostname people have two records to set, and the rest comes later", () => {
  expect(stepStates(standing("awaiting_txt"))).toEqual({
    proof: "yours",
    pointing: "yours",
    certificate: "ahead",
    service: "ahead",
  });
});

test("a record with another value needs attention, one that is spreading does not", () => {
  expect(stepStates(standing("awaiting_txt", { dns: dns("other", "other") }))).toMatchObject({
    proof: "trouble",
    pointing: "trouble",
  });
  expect(stepStates(standing("awaiting_txt", { dns: dns("disagreement", "disagreement") }))).toMatchObject({
    proof: "waiting",
    pointing: "waiting",
  });
});

test("of what took so long that all is there but the proof, that is asked for again", () => {
  const cloudflare = { status: "active", sslStatus: "active" };
  const ready = (txt: Dns["txt"]["outcome"]) =>
    stepStates(standing("pending_cloudflare", { dns: dns(txt, "found"), cloudflare }));
  expect(ready("missing")).toMatchObject({ proof: "yours", certificate: "done", service: "ahead" });
  expect(ready("other").proof).toBe("trouble");
  expect(ready("found").proof).toBe("done");
});

test("once proven, the proof is done whatever the DNS says while it is set up", () => {
  expect(stepStates(standing("pending_cloudflare", { dns: dns("missing", "found") }))).toEqual({
    proof: "done",
    pointing: "done",
    certificate: "waiting",
    service: "ahead",
  });
});

test("a certificate that CAA records forbid needs attention, before it is asked for and after", () => {
  for (const state of ["awaiting_txt", "pending_cloudflare"] as const) {
    const forbidden = standing(state, { dns: dns("found", "found", "forbidden") });
    expect(stepStates(forbidden).certificate).toBe("trouble");
  }
});

test("a certificate that is there before the name leads here is done", () => {
  const cloudflare = { status: "pending", sslStatus: "active" };
  expect(stepStates(standing("pending_cloudflare", { cloudflare })).certificate).toBe("done");
});

test("an active hostname is done, and is not told to point here because nobody has looked", () => {
  const done = { proof: "done", pointing: "done", certificate: "done", service: "done" };
  expect(stepStates(standing("active"))).toEqual(done);
  expect(stepStates(standing("active", { dns: dns("no_answer", "no_answer") }))).toEqual(done);
  expect(stepStates(standing("active", { dns: dns("missing", "found") }))).toEqual(done);
});

test("one that is active by its records alone waits for where the name leads", () => {
  expect(stepStates(standing("active", { dns: dns("found", "other") }))).toMatchObject({
    pointing: "trouble",
    service: "waiting",
  });
});

test("one whose record a proxy hides leads here, as Cloudflare has come by its name", () => {
  const hidden = dns("found", "missing");
  expect(stepStates(standing("active", { dns: hidden }))).toMatchObject({ pointing: "done", service: "done" });
  expect(stepStates(standing("active", { validation: "txt", dns: hidden }))).toMatchObject({
    pointing: "yours",
    service: "waiting",
  });
});

test("where the certificate is to come first, the name may lead elsewhere until then", () => {
  const validation = "txt";
  const elsewhere = dns("found", "other");
  expect(stepStates(standing("pending_cloudflare", { validation, dns: elsewhere })).pointing).toBe("ahead");
  expect(stepStates(standing("pending_cloudflare", { validation, dns: dns("found", "found") })).pointing).toBe("done");
  expect(stepStates(standing("active", { validation, dns: elsewhere })).pointing).toBe("trouble");
});

test("what was lost is had back with its record only, which is asked for again", () => {
  for (const state of ["error", "moved"] as const) {
    expect(stepStates(standing(state)).proof).toBe("yours");
    expect(stepStates(standing(state, { dns: dns("missing", "found") })).proof).toBe("yours");
    expect(stepStates(standing(state, { dns: dns("other", "found") })).proof).toBe("trouble");
    expect(stepStates(standing(state, { dns: dns("found", "found") })).proof).toBe("done");
  }
});

test("what has moved has to be pointed here again, and what has failed has failed at its certificate", () => {
  expect(stepStates(standing("moved")).pointing).toBe("trouble");
  expect(stepStates(standing("moved", { dns: dns("found", "missing") })).pointing).toBe("trouble");
  expect(stepStates(standing("moved", { dns: dns("found", "found") })).pointing).toBe("done");
  expect(stepStates(standing("error", { dns: dns("found", "found") })).certificate).toBe("trouble");
});
