import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { DnsResolver } from "../dns/resolver.ts";
import { Egress } from "../egress/egress.ts";
import type { OpenIdCheck } from "./check.ts";
import { discover } from "./discovery.ts";
import { issuer, issuerKeys, StandInIssuer, type IssuerKeys } from "./stand-in-issuer.ts";

let keys: IssuerKeys;
let idp: StandInIssuer;

beforeAll(async () => {
  keys = await issuerKeys();
});

beforeEach(() => {
  idp = new StandInIssuer(keys);
  // Userinfo is asked, too.
  delete idp.claims["email"];
});

const host = "idp.example.com";

/** Every call of a sign-in, by the last part of its path, and the check at which it fails. */
const calls = [
  ["openid-configuration", "metadata", "metadata"],
  ["token", "token", "token_response"],
  ["keys", "keys", "keys"],
  ["userinfo", "userinfo", "userinfo"],
] as const satisfies readonly (readonly [string, string, OpenIdCheck])[];

async function refusal(): Promise<{ failure: unknown; failed: readonly string[] }> {
  const { result, checks } = await idp.complete();
  return {
    failure: result.ok ? null : result.failure,
    failed: checks.filter(({ outcome }) => outcome === "failed").map(({ check }) => check),
  };
}

describe.each(calls)("a provider whose %s", (part, call, check) => {
  it("redirects is not followed", async () => {
    idp.answers[part] = () => new Response(null, { status: 307, headers: { location: "https://169.254.169.254/x" } });
    const failure = { reason: "redirected", host, status: 307, to: "169.254.169.254", call };
    expect(await refusal()).toEqual({ failure, failed: [check] });
    expect(idp.calls.map(({ url }) => new URL(url).host)).not.toContain("169.254.169.254");
  });

  it("is huge is not read to its end", async () => {
    const huge = new Uint8Array(256 * 1024 + 1).fill(32);
    idp.answers[part] = () => new Response(huge, { headers: { "content-type": "application/json" } });
    const failure = { reason: "too_large", host, limitBytes: 256 * 1024, call };
    expect(await refusal()).toEqual({ failure, failed: [check] });
  });

  it("is a page is not read", async () => {
    idp.answers[part] = () => new Response("<html>", { headers: { "content-type": "text/html" } });
    const failure = { reason: "wrong_content_type", host, contentType: "text/html", call };
    expect(await refusal()).toEqual({ failure, failed: [check] });
  });

  it("breaks off is unreachable", async () => {
    idp.answers[part] = () => Promise.reject(new Error("reset"));
    expect(await refusal()).toEqual({
      failure: { reason: "unreachable", host, at: "connection", call },
      failed: [check],
    });
  });

  it("answers with an error is told by its status", async () => {
    idp.answers[part] = () => Response.json({ message: "oh no" }, { status: 503 });
    expect(await refusal()).toEqual({ failure: { reason: "status", host, status: 503, call }, failed: [check] });
  });

  it("moves inside from one call to the next (DNS rebinding) is not called there", async () => {
    const before = calls.findIndex(([name]) => name === part);
    if (before === 0) idp.addresses = ["10.0.0.7"];
    // The call before this one still found a public address.
    const [earlier = ""] = calls[before - 1] ?? [];
    idp.answers[earlier] = (usual) => {
      idp.addresses = ["93.184.216.34", "10.0.0.7"];
      return usual;
    };
    const failure = { reason: "refused_address", host, address: "10.0.0.7", kind: "private", call };
    expect(await refusal()).toEqual({ failure, failed: [check] });
    expect(idp.calls.filter(({ url }) => url.endsWith(part))).toEqual([]);
  });

  it("cannot be resolved any more is unreachable", async () => {
    const before = calls.findIndex(([name]) => name === part);
    if (before === 0) idp.addresses = [];
    const [earlier = ""] = calls[before - 1] ?? [];
    idp.answers[earlier] = (usual) => {
      idp.addresses = [];
      return usual;
    };
    expect(await refusal()).toEqual({ failure: { reason: "no_such_host", host, call }, failed: [check] });
  });
});

describe("a provider", () => {
  it("that is slow is not waited for", async () => {
    const slow = new Egress({
      fetch: () => new Promise(() => {}),
      resolver: new DnsResolver("https://dns.example", () => new Promise(() => {}), 60_000),
      localOrigins: new Set(),
      limits: { milliseconds: 20, bytes: 1_024 },
    });
    expect(await discover({ issuer, endpoints: null }, slow)).toEqual({
      ok: false,
      failure: { reason: "timeout", host, limitMilliseconds: 20, call: "metadata" },
    });
  });

  it("hears nothing of the person who signs in but what the protocol says", async () => {
    await idp.complete();
    for (const { headers } of idp.calls) {
      for (const name of headers.keys()) {
        expect(["accept", "authorization", "content-type", "user-agent"]).toContain(name);
      }
      expect(headers.get("user-agent")).toBe("Gatehouse");
    }
    expect(idp.calls.map(({ method }) => method)).toEqual(["GET", "POST", "GET", "GET"]);
  });

  it.each([
    ["no list", { keys: "x" }, "keys"],
    ["more keys than anybody needs", { keys: Array.from({ length: 101 }, () => ({ kty: "RSA" })) }, "keys"],
    ["what are no keys", { keys: [{}] }, "keys.0.kty"],
  ])("that publishes %s has no keys", async (_case, document, detail) => {
    idp.answers["keys"] = () => Response.json(document);
    expect(await refusal()).toEqual({ failure: { reason: "malformed_keys", detail }, failed: ["keys"] });
  });

  it("that publishes a broken key is told so", async () => {
    idp.publicJwks = [{ kty: "RSA", kid: "key-1", n: "AQAB", e: "AQAB" }];
    expect(await refusal()).toMatchObject({ failure: { reason: "malformed_keys" }, failed: ["id_token_signature"] });
  });
});
