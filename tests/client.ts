import { randomInt } from "node:crypto";
import { request as httpRequest } from "node:http";

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly setCookies: readonly string[];
  readonly text: string;
  /** The parsed body; undefined when it is not JSON. */
  readonly json: Json;
}

/** JSON as a test reads it: whatever is there may be asked for; what is not is undefined. */
// oxlint-disable-next-line typescript/no-explicit-any -- a black-box test states shapes in its expectations, not in types
export type Json = any;

export interface CallOptions {
  readonly body?: unknown;
  /** Sent as it is, instead of JSON. */
  readonly raw?: string | Buffer;
  /** A null removes a header that would be sent. */
  readonly headers?: Readonly<Record<string, string | null>>;
}

/**
 * Somebody in front of one host with a cookie jar, over real HTTP, at a network address of their own unless given one.
 * Sends the Origin a browser on that host would, and mutations as JSON, unless told otherwise.
 */
export class Client {
  readonly port: number;
  readonly host: string;
  readonly cookies: Map<string, string>;
  /** Where the request really goes, when that is not where a browser would send it. */
  readonly #through: number;
  readonly address: string;

  constructor(
    port: number,
    host: string,
    cookies: ReadonlyMap<string, string> = new Map(),
    through = port,
    address = newAddress(),
  ) {
    this.port = port;
    this.host = host;
    this.cookies = new Map(cookies);
    this.#through = through;
    this.address = address;
  }

  get origin(): string {
    return `http://${this.host}:${this.port}`;
  }

  /** The same cookies in front of another host, as an attacker who stole them would send them. */
  at(host: string): Client {
    return new Client(this.port, host, this.cookies);
  }

  /** The same browser, whose requests are answered by another server behind the same address. */
  through(port: number): Client {
    return new Client(this.port, this.host, this.cookies, port, this.address);
  }

  /** Somebody else on the same network, in front of the same host or another. */
  neighbour(host = this.host): Client {
    return new Client(this.port, host, new Map(), this.#through, this.address);
  }

  get(path: string, options: CallOptions = {}): Promise<Reply> {
    return this.call("GET", path, options);
  }

  post(path: string, body: unknown = {}, options: CallOptions = {}): Promise<Reply> {
    return this.call("POST", path, { body, ...options });
  }

  patch(path: string, body: unknown, options: CallOptions = {}): Promise<Reply> {
    return this.call("PATCH", path, { body, ...options });
  }

  delete(path: string, options: CallOptions = {}): Promise<Reply> {
    return this.call("DELETE", path, options);
  }

  async call(method: string, path: string, options: CallOptions = {}): Promise<Reply> {
    const payload = options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
    const headers: Record<string, string> = { host: `${this.host}:${this.port}` };
    if (method !== "GET") headers["origin"] = this.origin;
    if (payload !== undefined) {
      headers["content-type"] = "application/json";
      headers["content-length"] = String(Buffer.byteLength(payload));
    }
    if (this.cookies.size > 0)
      headers["cookie"] = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    // There is no edge before another server, to say where one comes from.
    if (this.#through !== this.port) headers["cf-connecting-ip"] = this.address;
    for (const [name, value] of Object.entries(options.headers ?? {})) {
      if (value === null) delete headers[name];
      else headers[name] = value;
    }
    const reply = await send({ port: this.#through, localAddress: this.address }, method, path, headers, payload);
    for (const cookie of reply.setCookies) this.#keep(cookie);
    return reply;
  }

  #keep(cookie: string): void {
    const [pair = "", ...attributes] = cookie.split(";");
    const separator = pair.indexOf("=");
    const name = pair.slice(0, separator);
    const gone = attributes.some((attribute) => /^\s*max-age=0\s*$/i.test(attribute));
    if (gone) this.cookies.delete(name);
    else this.cookies.set(name, pair.slice(separator + 1));
  }
}

/** All of 127.0.0.0/8 is this machine (RFC 1122 section 3.2.1.3), and limits go by the address one comes from. */
function newAddress(): string {
  return `127.${randomInt(1, 255)}.${randomInt(256)}.${randomInt(1, 255)}`;
}

function send(
  connection: { readonly port: number; readonly localAddress: string },
  method: string,
  path: string,
  headers: Record<string, string>,
  payload: string | Buffer | undefined,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ host: "127.0.0.1", ...connection, method, path, headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("error", reject);
      incoming.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        resolve({
          status: incoming.statusCode ?? 0,
          headers: new Headers(
            Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)]),
          ),
          setCookies: incoming.headers["set-cookie"] ?? [],
          text,
          json: parse(text),
        });
      });
    });
    outgoing.on("error", reject);
    outgoing.end(payload);
  });
}

function parse(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
