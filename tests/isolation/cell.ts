import { expect } from "vitest";
import { problemCodes } from "../../src/http/problem.ts";
import { clearedSessionCookie } from "../../src/sessions/cookie.ts";
import { Client, type CallOptions, type Reply } from "../client.ts";
import type { Credential, Refusal } from "./credentials.ts";
import type { Wanted } from "./entries.ts";
import type { MatrixRoute } from "./route-table.ts";
import type { Stage } from "./stage.ts";

/** One request of the matrix: a route, somebody, a host, and what is named. */
export interface Cell {
  readonly name: string;
  readonly route: MatrixRoute;
  readonly wanted: Wanted;
  readonly who: Pick<Credential, "cookies" | "bearer" | "headers">;
  readonly host: string;
  /** Past the edge, to a Worker's own port. */
  readonly through?: number;
}

export async function ask(stage: Stage, { route, wanted, who, host, through }: Cell): Promise<Reply> {
  const cookies = new Map(Object.entries(who.cookies ?? {}));
  const client = new Client(stage.platform.port, host, cookies, through ?? stage.platform.port);
  const headers: Record<string, string> = { ...wanted.headers, ...who.headers };
  if (who.bearer !== undefined) headers["authorization"] = `Bearer ${who.bearer}`;
  if (route.path === "/api/live") headers["origin"] ??= client.origin;
  // Where a router has the other methods of a path by themselves, another method is what reaches it.
  const method = route.method !== "ALL" ? route.method : route.path.endsWith("*") ? "GET" : "PUT";
  const options: CallOptions = { headers, ...(wanted.body === undefined ? {} : { body: wanted.body }) };
  return client.call(method, pathOf(route, wanted), options);
}

function pathOf({ path }: MatrixRoute, { params = {}, query = "" }: Wanted): string {
  const named = path.replaceAll(/:(\w+)/g, (_, name: string) => params[name] ?? "0").replace("*", params["*"] ?? "x");
  return `${named}${query}`;
}

/** What of an answer may differ from one request to the next. */
const incidental = new Set(["date", "x-request-id", "connection", "keep-alive", "content-length", "transfer-encoding"]);

/** An answer as somebody can compare it with another: all of it but when it was given and what it is called. */
export function shapeOf({ status, headers, json, text, setCookies }: Reply) {
  const sent = [...headers].filter(([name]) => !incidental.has(name) && name !== "set-cookie");
  const isObject = typeof json === "object" && json !== null && !Array.isArray(json);
  return { status, headers: Object.fromEntries(sent), setCookies, body: isObject ? { ...json, requestId: "" } : text };
}

/** Every refusal has one shape, whoever gets it and wherever: the first of its code is what all others must equal. */
export class Refusals {
  readonly #shapes = new Map<string, unknown>();

  expectRefusal(reply: Reply, { code, clearsCookie, challenges }: Refusal, name: string): void {
    expect([reply.status, reply.json?.code], `${name}: ${reply.text.slice(0, 300)}`).toEqual([
      problemCodes[code][0],
      code,
    ]);
    expect(reply.setCookies, name).toEqual(clearsCookie ? [clearedSessionCookie] : []);
    const { headers, ...shape } = shapeOf({ ...reply, setCookies: [] });
    const { "www-authenticate": challenge, "strict-transport-security": transport, allow: _, ...rest } = headers;
    // How far it reaches is told by the name in the address bar, which whoever asks has typed.
    expect(transport, name).toMatch(/^max-age=63072000(?:; includeSubDomains; preload)?$/);
    expect(challenge, name).toBe(challenges ? 'Bearer error="invalid_token"' : undefined);
    const known = this.#shapes.get(code);
    if (known === undefined) this.#shapes.set(code, { ...shape, headers: rest });
    else expect({ ...shape, headers: rest }, name).toEqual(known);
  }
}

/** Runs cells, a few at a time. */
export async function inTurns<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const waiting = [...items];
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
    }),
  );
}
