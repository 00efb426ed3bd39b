import { once } from "node:events";
import { connect } from "node:net";
import { beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import type { Client } from "./client.ts";
import { newMember, newTenant, operator, visitor, type Tenant } from "./world.ts";

let tenant: Tenant;
beforeAll(async () => {
  tenant = await newTenant("live");
});

interface Page {
  readonly messages: {
    type: string;
    topic?: string;
    refusal?: string;
    document?: string;
    editors?: { userId: string; name: string }[];
  }[];
  readonly closed: Promise<number>;
  /** What was negotiated beyond the protocol itself. */
  readonly extensions: string;
  /** Says which document it edits. */
  edit(document: string | null): void;
  close(): void;
}

/** A page's WebSocket, with the headers a browser would send; it speaks first, as the app's pages do. */
async function open(client: Client): Promise<Page> {
  const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const socket = new WebSocket(`ws://127.0.0.1:${client.port}/api/live`, {
    headers: { host: `${client.host}:${client.port}`, origin: client.origin, cookie },
  });
  const messages: Page["messages"] = [];
  socket.on("message", (data: Buffer) => {
    const text = data.toString("utf8");
    if (text !== "pong") messages.push(JSON.parse(text));
  });
  const closed = new Promise<number>((resolve) => {
    socket.on("close", resolve);
  });
  await once(socket, "open");
  socket.send("ping");
  return {
    messages,
    closed,
    extensions: socket.extensions,
    edit: (document) => socket.send(JSON.stringify({ type: "editing", document })),
    close: () => socket.close(),
  };
}

/** The status line a WebSocket handshake is answered with. */
function handshake(client: Client, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(client.port, "127.0.0.1", () => {
      const lines = {
        Host: `${client.host}:${client.port}`,
        Upgrade: "websocket",
        Connection: "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        ...headers,
      };
      socket.write(
        `GET /api/live HTTP/1.1\r\n${Object.entries(lines)
          .map(([name, value]) => `${name}: ${value}\r\n`)
          .join("")}\r\n`,
      );
    });
    socket.once("data", (data) => {
      resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(data.toString("latin1"))?.[1]));
      socket.destroy();
    });
    socket.once("error", reject);
  });
}

describe("an open page", () => {
  test("is greeted, hears of changes, and is told and closed at once when its session ends", async () => {
    const member = await newMember(tenant, "admin");
    const page = await open(member.client);
    await expect.poll(() => page.messages[0]?.type).toBe("hello");
    await tenant.owner.post("/api/org/invitations", { email: `live${Date.now()}@people.test`, role: "member" });
    await expect.poll(() => page.messages.some((one) => one.topic === "invitations")).toBe(true);
    await member.client.post("/api/auth/sign-out");
    expect(await page.closed).toBe(4401);
    expect(page.messages.at(-1)).toMatchObject({ type: "ended" });
  });

  test("is not compressed: that would cost more memory than all else a page costs", async () => {
    const page = await open((await newMember(tenant)).client);
    expect(page.extensions).toBe("");
    page.close();
  });

  test("of a suspended organization is told so and closed", async () => {
    const other = await newTenant("livesusp");
    const page = await open(other.owner);
    await (await operator()).post(`/api/admin/tenants/${other.id}/suspend`, { reason: "test" });
    expect(await page.closed).toBe(4401);
    expect(page.messages.at(-1)).toEqual({ type: "ended", refusal: "suspended" });
  });

  test("of a member whose sessions an admin ends is told so and closed, and the admin's stays", async () => {
    const member = await newMember(tenant);
    const page = await open(member.client);
    const admins = await open(tenant.owner);
    expect((await tenant.owner.post(`/api/org/members/${member.id}/sessions/revoke-all`)).json).toEqual({ closed: 1 });
    expect(await page.closed).toBe(4401);
    expect(page.messages.at(-1)).toEqual({ type: "ended", refusal: "user_revoked" });
    expect(admins.messages.every(({ type }) => type !== "ended")).toBe(true);
    admins.close();
  });

  test("of a member whose session goes on stays open when another's ends", async () => {
    const one = await newMember(tenant);
    const two = await newMember(tenant);
    const page = await open(one.client);
    await two.client.post("/api/auth/sign-out");
    expect((await one.client.get("/api/me")).status).toBe(200);
    let closed = false;
    void page.closed.then(() => (closed = true));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(closed).toBe(false);
    page.close();
  });
});

describe("people who edit", () => {
  const editorsOf = (page: Page, document: string) =>
    page.messages.findLast((one) => one.type === "presence" && one.document === document)?.editors;

  test("the same are told of each other by name, and of each other's leaving, whichever way it happens", async () => {
    const [ada, bob] = [await newMember(tenant, "admin"), await newMember(tenant, "admin")];
    const [adas, bobs] = [await open(ada.client), await open(bob.client)];
    const { user } = (await ada.client.get("/api/me")).json;
    adas.edit("settings");
    await expect.poll(() => editorsOf(bobs, "settings")).toEqual([{ userId: user.id, name: user.name }]);
    adas.edit(null);
    await expect.poll(() => editorsOf(bobs, "settings")).toEqual([]);
    adas.edit("sso-enforcement");
    await expect.poll(() => editorsOf(bobs, "sso-enforcement")).toHaveLength(1);
    await tenant.owner.post(`/api/org/members/${ada.id}/sessions/revoke-all`);
    await expect.poll(() => editorsOf(bobs, "sso-enforcement")).toEqual([]);
    expect(await adas.closed).toBe(4401);
    bobs.close();
  });

  test("are nobody's business in another tenant, nor that of plain members", async () => {
    const other = await newTenant("livepresence");
    const pages = [await open(other.owner), await open((await newMember(tenant)).client)];
    const mine = await open(tenant.owner);
    for (const page of [...pages, mine]) page.edit("settings");
    const { id } = (await tenant.owner.get("/api/me")).json.user;
    await expect.poll(() => editorsOf(mine, "settings")?.map(({ userId }) => userId)).toEqual([id]);
    await expect.poll(() => editorsOf(pages[0] ?? mine, "settings")).toHaveLength(1);
    const toldOthers = pages.flatMap(({ messages }) => messages.flatMap(({ editors = [] }) => editors));
    expect(toldOthers.map(({ userId }) => userId)).not.toContain(id);
    expect(pages[1]?.messages.some(({ type }) => type === "presence")).toBe(false);
    for (const page of [...pages, mine]) page.close();
  });
});

describe("no socket opens", () => {
  const cookieOf = (client: Client) => [...client.cookies].map(([name, value]) => `${name}=${value}`).join("; ");

  test("from a sibling tenant's page, although the browser sends our cookie with it", async () => {
    const origin = `http://globex.app.localhost:${tenant.owner.port}`;
    expect(await handshake(tenant.owner, { Cookie: cookieOf(tenant.owner), Origin: origin })).toBe(403);
  });

  test("without an Origin", async () => {
    expect(await handshake(tenant.owner, { Cookie: cookieOf(tenant.owner) })).toBe(403);
  });

  test("without a session", async () => {
    expect(await handshake(await visitor(tenant.host), { Origin: tenant.owner.origin })).toBe(401);
  });

  test("with another tenant's session", async () => {
    const other = await newTenant("livex");
    const thief = other.owner.at(tenant.host);
    expect(await handshake(thief, { Cookie: cookieOf(thief), Origin: thief.origin })).toBe(401);
  });

  test("without asking for one", async () => {
    expect((await tenant.owner.get("/api/live")).status).toBe(426);
  });
});
