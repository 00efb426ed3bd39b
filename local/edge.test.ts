import { createServer, request as httpRequest } from "node:http";
import type { IncomingMessage, RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openEdge } from "./edge.ts";
import type { Edge } from "./edge.ts";
import { webHandler } from "./edge-handler.ts";
import { anything, exactly } from "./edge-routes.ts";
import { loopbackFetch } from "./loopback-fetch.ts";
import { workerProxy } from "./worker-proxy.ts";

let edge: Edge;
let handle: RequestListener;
let faults: unknown[];
const worker = createServer((request, response) => handle(request, response));
worker.on("upgrade", (_request, socket) => {
  socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
  socket.pipe(socket);
});

beforeEach(async () => {
  faults = [];
  await new Promise<void>((done) => worker.listen(0, "127.0.0.1", done));
  const { port } = worker.address() as AddressInfo;
  edge = await openEdge(0, (fault) => faults.push(fault));
  edge.serve([
    { matches: exactly("own.localhost"), target: webHandler(async (request) => new Response(await request.text())) },
    { matches: exactly("path.localhost"), target: webHandler((request) => new Response(request.url)) },
    { matches: exactly("gone.localhost"), target: workerProxy("gone", () => new URL("http://127.0.0.1:1")) },
    { matches: anything, target: workerProxy("worker", () => new URL(`http://127.0.0.1:${port}`)) },
  ]);
});
afterEach(async () => {
  await edge.close();
  worker.closeAllConnections();
  await new Promise((done) => worker.close(done));
  expect(faults).toEqual([]);
});

function url(path = "/", host = "acme.app.localhost"): string {
  return `http://${host}:${edge.port}${path}`;
}

/** Sends bytes as they are and returns what comes back until the connection closes. */
async function raw(text: string): Promise<string> {
  const socket = connect(edge.port, "127.0.0.1");
  let answer = "";
  socket.on("data", (chunk: Buffer) => (answer += chunk.toString()));
  socket.write(text);
  await once(socket, "close");
  return answer;
}

describe("the edge", () => {
  it("passes on method, path, host, headers and body, and the answer with its status and cookies", async () => {
    handle = (request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        response.setHeader("set-cookie", ["a=1", "b=2"]);
        response.writeHead(418);
        response.end(
          JSON.stringify([request.method, request.url, request.headers.host, request.headers["x-mine"], body]),
        );
      });
    };
    const answer = await loopbackFetch(edge.port, url("/a/b?c=%20d"), {
      method: "PATCH",
      body: "höhe",
      headers: { "x-mine": "1" },
    });
    expect(answer.status).toBe(418);
    expect(answer.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect(await answer.json()).toEqual(["PATCH", "/a/b?c=%20d", `acme.app.localhost:${edge.port}`, "1", "höhe"]);
  });

  it("says who is calling, whatever the caller says", async () => {
    handle = (request, response) => response.end(JSON.stringify(request.headers));
    const answer = await loopbackFetch(edge.port, url(), {
      headers: {
        "cf-connecting-ip": "6.6.6.6",
        "x-forwarded-host": "globex.app.localhost",
        "x-forwarded-for": "6.6.6.6",
      },
    });
    const seen = JSON.parse(await answer.text()) as Record<string, string>;
    expect(seen["cf-connecting-ip"]).toBe("127.0.0.1");
    expect(Object.keys(seen).filter((name) => name.startsWith("x-forwarded"))).toEqual([]);
  });

  it("streams both ways: the answer begins before the request has ended", async () => {
    handle = (request, response) => request.pipe(response);
    const call = httpRequest({
      host: "127.0.0.1",
      port: edge.port,
      method: "POST",
      headers: { host: "acme.app.localhost" },
    });
    call.write("first");
    const [answer] = (await once(call, "response")) as [IncomingMessage];
    const [chunk] = (await once(answer, "data")) as [Buffer];
    expect(chunk.toString()).toBe("first");
    call.end();
    await once(answer, "end");
  });

  it("ends the Worker's request when the client goes away", async () => {
    const ended = new Promise<void>((done) => {
      handle = (_request, response) => {
        response.write("begun");
        response.once("close", done);
      };
    });
    const call = httpRequest({ host: "127.0.0.1", port: edge.port, headers: { host: "acme.app.localhost" } });
    call.on("error", () => undefined);
    call.end();
    await once(call, "response");
    call.destroy();
    await ended;
  });

  it("carries a changed protocol in both directions", async () => {
    const socket = connect(edge.port, "127.0.0.1");
    socket.write("GET /live HTTP/1.1\r\nHost: acme.app.localhost\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
    expect(String((await once(socket, "data"))[0])).toMatch(/^HTTP\/1.1 101 [\s\S]*upgrade: echo/i);
    socket.write("over");
    expect(String((await once(socket, "data"))[0])).toBe("over");
    socket.destroy();
  });

  it("says so when a Worker cannot be reached, for a request and for an upgrade", async () => {
    const answer = await loopbackFetch(edge.port, url("/", "gone.localhost"));
    expect(answer.status).toBe(502);
    expect(await answer.text()).toContain("gone cannot be reached");
    const upgrade = "GET / HTTP/1.1\r\nHost: gone.localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
    expect(await raw(upgrade)).toMatch(/^HTTP\/1.1 502 /);
  });

  it.each([
    ["a method that only echoes", "TRACE / HTTP/1.1\r\nHost: own.localhost\r\nConnection: close\r\n\r\n"],
    ["no host", "GET / HTTP/1.0\r\n\r\n"],
    ["two hosts", "GET / HTTP/1.1\r\nHost: own.localhost\r\nHost: acme.app.localhost\r\nConnection: close\r\n\r\n"],
    [
      "a host in its target",
      "GET http://own.localhost/ HTTP/1.1\r\nHost: acme.app.localhost\r\nConnection: close\r\n\r\n",
    ],
  ])("refuses a request with %s", async (_what, text) => {
    expect(await raw(text)).toMatch(/^HTTP\/1.1 400 /);
  });

  it("takes a path that looks like a host for a path", async () => {
    const head = ["POST //evil.test/x HTTP/1.1", "Host: path.localhost", "Connection: close", "Content-Length: 0"];
    expect(await raw(`${head.join("\r\n")}\r\n\r\n`)).toContain("http://path.localhost//evil.test/x");
  });

  it("answers for its own hosts itself, and refuses them a body without end", async () => {
    const answer = await loopbackFetch(edge.port, url("/", "OWN.localhost"), { method: "POST", body: "mine" });
    expect(await answer.text()).toBe("mine");
    const large = await loopbackFetch(edge.port, url("/", "own.localhost"), {
      method: "POST",
      body: "x".repeat(11 << 20),
    });
    expect(large.status).toBe(413);
  });

  it("lets requests wait while the Workers are being swapped", async () => {
    handle = (_request, response) => response.end("new");
    const swapping = Promise.withResolvers<void>();
    const swapped = edge.pauseDuring(() => swapping.promise);
    let answered = false;
    const answer = loopbackFetch(edge.port, url()).finally(() => (answered = true));
    await new Promise((done) => setTimeout(done, 50));
    expect(answered).toBe(false);
    swapping.resolve();
    await swapped;
    expect(await (await answer).text()).toBe("new");
  });

  it("names the port that is taken", async () => {
    await expect(openEdge(edge.port, () => undefined)).rejects.toThrow(`Port ${edge.port} is in use`);
  });
});
