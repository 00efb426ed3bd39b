import { convertV4MiniflareOptions, Miniflare, Response as OutboundResponse } from "miniflare";
import type { V4ServiceDesignator, V4WorkerOptions } from "miniflare";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LocalAccess } from "./access.ts";
import { openIdpStage } from "./idp-stage.ts";
import type { IdpStage } from "./idp-stage.ts";
import { outboundService, outboundTable } from "./outbound.ts";
import type { Outbound, OutboundCall } from "./outbound.ts";

const cloudflareApi = "https://api.cloudflare.com";

/** Calls out as it is told to, and reads at most as much of the answer as it is told to. */
const caller = `export default {
  async fetch(request) {
    const { url, method = "GET", body, limit = Infinity, patience = 20000 } = await request.json();
    const headers = body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" };
    try {
      const answer = await fetch(url, { method, body, headers, redirect: "manual", signal: AbortSignal.timeout(patience) });
      let read = 0;
      let text = "";
      const reader = answer.body?.getReader();
      while (reader !== undefined && read < limit) {
        const { done, value } = await reader.read();
        if (done) break;
        read += value.length;
        if (text.length < 2000) text += new TextDecoder().decode(value);
      }
      await reader?.cancel();
      return Response.json({ status: answer.status, location: answer.headers.get("location"), read, text });
    } catch (error) {
      return Response.json({ error: error.name, message: error.message });
    }
  },
};`;

interface Answered {
  readonly status?: number;
  readonly location?: string | null;
  readonly read: number;
  readonly text: string;
  readonly error?: string;
  readonly message?: string;
}

let stage: IdpStage;
let worker: Miniflare;
const calls: OutboundCall[] = [];
beforeAll(async () => {
  stage = await openIdpStage();
  // Nothing here asks Access.
  const world = outboundTable({} as LocalAccess, "https://access.test", stage.port);
  const rebinding = (): OutboundResponse => new OutboundResponse("stands in");
  const nobody = outboundTable({} as LocalAccess, "https://access.test", 1)[cloudflareApi] as Outbound[string];
  const options: V4WorkerOptions = {
    name: "caller",
    modules: [{ type: "ESModule", path: "caller.mjs", contents: caller }],
    compatibilityDate: "2026-11-01",
    outboundService: outboundService(
      { ...world, "https://rebinding.test": rebinding, "https://broken.test": nobody },
      calls,
    ) as V4ServiceDesignator,
  };
  worker = new Miniflare(convertV4MiniflareOptions({ workers: [options], telemetry: { enabled: false }, cf: false }));
  await worker.ready;
});
afterAll(async () => {
  await worker.dispose();
  await stage.close();
});

async function ask(order: object): Promise<Answered> {
  const answer = await worker.dispatchFetch("http://caller/", { method: "POST", body: JSON.stringify(order) });
  return (await answer.json()) as Answered;
}

describe("what a Worker finds outside", () => {
  it("is the identity providers of this machine", async () => {
    const answered = await ask({ url: `${stage.origin}/acme/.well-known/openid-configuration` });
    expect(answered.status).toBe(200);
    expect(JSON.parse(answered.text)).toMatchObject({ issuer: `${stage.origin}/acme` });
    const refused = await ask({
      url: `${stage.origin}/acme/token`,
      method: "POST",
      body: "grant_type=none&client_id=x",
    });
    expect([refused.status, JSON.parse(refused.text).error]).toEqual([400, "unsupported_grant_type"]);
  });

  it("redirects it only if it follows", async () => {
    await stage.control("PUT", "redirected", { fault: "redirecting" });
    const answered = await ask({ url: `${stage.origin}/redirected/.well-known/openid-configuration` });
    expect([answered.status, answered.location]).toEqual([302, expect.stringContaining("/elsewhere/")]);
  });

  it("comes in pieces: who stops reading does not wait for the end", async () => {
    await stage.control("PUT", "endless", { fault: "huge" });
    const answered = await ask({ url: `${stage.origin}/endless/jwks`, limit: 100_000 });
    expect(answered.status).toBe(200);
    expect(answered.read).toBeGreaterThanOrEqual(100_000);
    expect(answered.read).toBeLessThan(5_000_000);
  });

  it("may take longer than the Worker waits", async () => {
    await stage.control("PUT", "late", { fault: "slow", delaySeconds: 60 });
    expect(await ask({ url: `${stage.origin}/late/jwks`, patience: 300 })).toMatchObject({ error: "TimeoutError" });
  });

  it("is Cloudflare's API, at its own address", async () => {
    await ask({ url: `${cloudflareApi}/client/v4/zones/1/custom_hostnames?page=2`, method: "POST", body: "{}" });
    expect(stage.received.at(-1)).toEqual({ path: "/client/v4/zones/1/custom_hostnames", body: "{}" });
  });

  it("may break off: a Worker finds its connection lost, and no answer that somebody else made up", async () => {
    expect(await ask({ url: "https://broken.test/" })).toEqual({ error: "Error", message: "Network connection lost." });
  });

  it("can be more than there is, for a test", async () => {
    expect((await ask({ url: "https://rebinding.test/x" })).text).toBe("stands in");
  });

  it("is nothing else: no call leaves the machine, and each is remembered", async () => {
    const before = calls.length;
    expect((await ask({ url: "https://example.com/a?b", method: "POST", body: "c" })).status).toBe(502);
    expect(calls.slice(before)).toEqual([{ method: "POST", url: "https://example.com/a?b" }]);
  });
});
