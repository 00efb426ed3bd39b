import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startPlatform, type Platform } from "../local/platform.ts";
import { units } from "../local/units.ts";
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

describe("what has no route", () => {
  const hosts = ["acme.app.localhost", "app.localhost", "admin.localhost", "gatehouse-auth", "localhost", "127.0.0.1"];
  const paths = ["/", "/live", "/api/auth/jwks", "/api/auth/sign-in/email", "/api/me", "/signInWithPassword", "/admit"];

  test.each(paths)(
    "the auth worker answers 404 to %s, at whatever host and by whatever method, with nothing in it",
    async (path) => {
      const auth = await platform.workers.getWorker(units.auth.name);
      for (const host of hosts) {
        for (const method of ["GET", "POST", "PUT", "DELETE", "OPTIONS"]) {
          const reply = await auth.fetch(`http://${host}${path}`, { method });
          expect([reply.status, await reply.text()], `${method} ${host}`).toEqual([404, ""]);
          expect([...reply.headers.keys()].filter((name) => name !== "content-length")).toEqual([]);
        }
      }
    },
  );

  test.each(paths)("the coordinator does not answer %s at all", async (path) => {
    const coordinator = await platform.workers.getWorker(units.coordinator.name);
    for (const host of hosts) {
      await expect(coordinator.fetch(`http://${host}${path}`)).rejects.toThrow(/does not export a fetch/);
    }
  });

  test.each(["auth", "coordinator", "app"] as const)(
    "%s has no socket of its own here, and no address in production",
    async (unit) => {
      await expect(platform.workers.unsafeGetDirectURL(units[unit].name)).rejects.toThrow();
      const config = await readFile(join(import.meta.dirname, "..", units[unit].config), "utf8");
      expect(config).not.toMatch(/^\s*(?:routes?\b|\[\[routes)/m);
      expect(config).not.toContain("custom_domain");
    },
  );

  test.each(Object.values(units).map(({ config }) => config))(
    "%s gives no address that Cloudflare would make up",
    async (path) => {
      const config = await readFile(join(import.meta.dirname, "..", path), "utf8");
      for (const setting of ["workers_dev", "preview_urls"])
        expect(config).toMatch(new RegExp(`^${setting} = false$`, "m"));
    },
  );
});
