import { afterAll, beforeAll, expect, test } from "vitest";
import { startPlatform, type Platform } from "../local/platform.ts";
import { units } from "../local/units.ts";
import { Client } from "./client.ts";
import { forgetState, ownState } from "./own-state.ts";
import { password } from "./world.ts";

/* A platform of its own, whose limit for all of a tenant is six a minute instead of 3,000. */
const options = ownState("tenant-limit");
let platform: Platform;

beforeAll(async () => {
  platform = await startPlatform({
    ...options,
    adjust: (workers) =>
      workers.map((worker) => {
        if (worker.name !== units.server.name) return worker;
        const declared = worker.ratelimits?.["TENANT_LIMIT"];
        if (declared === undefined) throw new Error("The server has no TENANT_LIMIT");
        const TENANT_LIMIT = { ...declared, simple: { ...declared.simple, limit: 6 } };
        return { ...worker, ratelimits: { ...worker.ratelimits, TENANT_LIMIT } };
      }),
  });
});
afterAll(async () => {
  await platform.stop();
  await forgetState(options);
});

function signIn(slug: string, headers: Record<string, string> = {}) {
  const client = new Client(platform.port, `${slug}.app.localhost`);
  return client.post("/api/auth/sign-in/email", { email: `owner@${slug}.test`, password }, { headers });
}

test("what one tenant's visitors use up, from however many addresses, is not used up for another's", async () => {
  const minute = () => Math.floor(Date.now() / 60_000);
  for (;;) {
    const before = minute();
    const refusedOrigins = [];
    for (let count = 0; count < 8; count += 1)
      refusedOrigins.push(await signIn("acme", { origin: "http://evil.test" }));
    const replies = [];
    for (let count = 0; count < 8; count += 1) replies.push(await signIn("acme"));
    const other = await signIn("globex");
    if (minute() !== before) continue;
    // What is refused for where it comes from hashes nothing, and uses up nothing.
    expect(refusedOrigins.map(({ status }) => status)).toEqual(refusedOrigins.map(() => 403));
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200, 429, 429]);
    expect(replies.at(-1)?.headers.get("retry-after")).toBe("60");
    expect(other.status).toBe(200);
    return;
  }
});

test("what strangers use up holds neither an owner's emergency exit shut nor keeps a provider from signing people out", async () => {
  const minute = () => Math.floor(Date.now() / 60_000);
  const recover = (slug: string) =>
    new Client(platform.port, `${slug}.app.localhost`).post("/api/auth/sign-in/recovery", {
      email: `owner@${slug}.test`,
      code: "0000",
    });
  const logOut = () =>
    new Client(platform.port, "globex.app.localhost").call(
      "POST",
      "/api/auth/sso/backchannel-logout/sso_000000000000000000000000",
      { raw: "logout_token=x", headers: { origin: null, "content-type": "application/x-www-form-urlencoded" } },
    );
  for (;;) {
    const before = minute();
    const signIns = [];
    for (let count = 0; count < 8; count += 1) signIns.push((await signIn("globex")).status);
    const recoveries = [];
    for (let count = 0; count < 8; count += 1) recoveries.push((await recover("globex")).status);
    const logouts = [];
    for (let count = 0; count < 8; count += 1) logouts.push((await logOut()).status);
    if (minute() !== before) continue;
    expect(signIns.slice(6)).toEqual([429, 429]);
    // A count of its own, not none: who floods the exit reaches the database no more often than elsewhere.
    expect(recoveries).toEqual([401, 401, 401, 401, 401, 401, 429, 429]);
    expect(logouts).toEqual(logouts.map(() => 404));
    return;
  }
});
