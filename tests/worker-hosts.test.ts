import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startPlatform, type Platform } from "../local/platform.ts";
import { forgetState, ownState } from "./own-state.ts";

/*
 * The Workers without the edge in front of them, as a wrong route would reach them: each refuses a Host that is not
 * its own.
 */
const options = ownState("worker-hosts");

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform(options);
});
afterAll(async () => {
  await platform.stop();
  await forgetState(options);
});

/** The answer of a Worker to a request line and the given header lines, byte for byte. */
async function ask(
  worker: string,
  path: string,
  lines: readonly string[],
  version = "1.1",
): Promise<{ status: number; text: string }> {
  const { hostname, port } = await platform.workers.unsafeGetDirectURL(worker);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(`GET ${path} HTTP/${version}\r\n${[...lines, "Connection: close"].join("\r\n")}\r\n\r\n`);
    });
    let text = "";
    socket.setEncoding("utf8");
    socket.on("data", (chunk: string) => (text += chunk));
    socket.on("end", () => resolve({ status: Number(/^HTTP\/1\.\d (\d{3})/.exec(text)?.[1]), text }));
    socket.on("error", reject);
  });
}

test.each(["/api/tenancy/current", "/api/me", "/api/openapi.json", "/api/nowhere", "/api/live", "/", "/login"])(
  "the server refuses the admin host: %s",
  async (path) => {
    const reply = await ask("gatehouse-server", path, ["Host: admin.localhost"]);
    expect(reply.status).toBe(421);
    expect(reply.text).toContain("MISDIRECTED_REQUEST");
  },
);

test.each(["acme.app.localhost", "app.localhost", "evil.example"])("the admin worker refuses %s", async (host) => {
  for (const path of ["/", "/api/admin/me", "/assets/index.js"]) {
    expect((await ask("gatehouse-admin", path, [`Host: ${host}`])).status).toBe(421);
  }
});

test("a request without a Host reaches nobody's tenant", async () => {
  const reply = await ask("gatehouse-server", "/api/tenancy/current", [], "1.0");
  expect(reply.status).toBeGreaterThanOrEqual(400);
  expect(reply.text).not.toContain("organizationId");
});

test("the server answers a tenant's host here as it does behind the edge", async () => {
  const reply = await ask("gatehouse-server", "/api/tenancy/current", ["Host: acme.app.localhost"]);
  expect(reply.status).toBe(200);
});

test("the auth worker and the coordinator answer nothing over HTTP", async () => {
  const auth = await platform.workers.getWorker("gatehouse-auth");
  expect((await auth.fetch("http://acme.app.localhost/api/auth/jwks")).status).toBe(404);
  const coordinator = await platform.workers.getWorker("gatehouse-coordinator");
  await expect(coordinator.fetch("http://acme.app.localhost/live")).rejects.toThrow(/does not export a fetch/);
});
