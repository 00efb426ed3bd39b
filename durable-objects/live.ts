import { mayAct } from "../src/authorization/policy.ts";
import { roles, type Role } from "../src/authorization/role.ts";
import {
  liveSessionEnded,
  type LiveMessage,
  type LiveTopic,
  type OpenSession,
  type Refusal,
} from "../src/gatekeeper/contract.ts";
import type { Audience, LivePages } from "./live-pages.ts";

/** What a socket remembers while the object hibernates. */
interface Attachment {
  readonly expiresAt: number;
  /** Messages it has sent that nobody asked for. */
  readonly heard: number;
}

/**
 * The open pages of an organization: hibernating WebSockets, tagged by session, user and role. They carry hints ("read
 * this again", "you are signed out") and no data; losing one weakens nothing.
 */
export class Live implements LivePages {
  readonly #context: DurableObjectState;

  constructor(context: DurableObjectState) {
    this.#context = context;
    // Answered by the runtime, which does not wake the object for it.
    context.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /** Takes the page of an admitted session. 429 when the session has too many. */
  accept(session: OpenSession, revision: number): Response {
    if (this.#tagged(sessionTag(session.id)).length >= socketsPerSession) return new Response(null, { status: 429 });
    const { 0: client, 1: server } = new WebSocketPair();
    this.#context.acceptWebSocket(server, [sessionTag(session.id), userTag(session.userId), roleTag(session.role)]);
    server.serializeAttachment({ expiresAt: session.expiresAt, heard: 0 } satisfies Attachment);
    tell(server, { type: "hello", revision });
    return new Response(null, { status: 101, webSocket: client });
  }

  /** A browser is not told with which status an upgrade failed, so a refused page gets its answer on a socket. */
  turnAway(refusal: Refusal): Response {
    const { 0: client, 1: server } = new WebSocketPair();
    server.accept();
    end(server, refusal);
    return new Response(null, { status: 101, webSocket: client });
  }

  end(audience: Audience, refusal: Refusal): void {
    this.#forEach(this.#of(audience), (socket) => end(socket, refusal));
  }

  changed(topics: readonly LiveTopic[], userId?: string): void {
    for (const topic of topics) {
      const readers = userId === undefined ? this.#readersOf(topic) : this.#tagged(userTag(userId));
      this.#forEach(readers, (socket) => {
        if (attachmentOf(socket).expiresAt <= Date.now()) end(socket, "expired");
        else tell(socket, { type: "changed", topic });
      });
    }
  }

  reconnect(userId: string): void {
    this.#forEach(this.#tagged(userTag(userId)), (socket) => close(socket, 1012, "role changed"));
  }

  count(): number {
    return this.#context.getWebSockets().length;
  }

  /** Pages have nothing to say but `ping`: what talks nevertheless is cut off before it costs anything. */
  heard(socket: WebSocket, message: string | ArrayBuffer): void {
    const size = typeof message === "string" ? message.length : message.byteLength;
    if (size > longestMessage) return close(socket, 1009, "too large");
    const attachment = attachmentOf(socket);
    if (attachment.heard >= patience) return close(socket, 1008, "too many messages");
    socket.serializeAttachment({ ...attachment, heard: attachment.heard + 1 } satisfies Attachment);
  }

  /** A few at a time: thousands in one turn would keep everybody waiting who is to be admitted. */
  #forEach(sockets: readonly WebSocket[], act: (socket: WebSocket) => void): void {
    for (const socket of sockets.slice(0, socketsPerTurn)) act(socket);
    const others = sockets.slice(socketsPerTurn);
    if (others.length > 0) this.#context.waitUntil(scheduler.wait(0).then(() => this.#forEach(others, act)));
  }

  #of(audience: Audience): WebSocket[] {
    switch (audience.kind) {
      case "session":
        return this.#tagged(sessionTag(audience.sessionId));
      case "user": {
        const kept = audience.except === null ? null : sessionTag(audience.except);
        const sockets = this.#tagged(userTag(audience.userId));
        return kept === null ? sockets : sockets.filter((socket) => !this.#context.getTags(socket).includes(kept));
      }
      case "organization":
        return this.#context.getWebSockets();
    }
  }

  #readersOf(topic: LiveTopic): WebSocket[] {
    const readers = roles.filter((role) => mayRead(role, topic));
    if (readers.length === roles.length) return this.#context.getWebSockets();
    return readers.flatMap((role) => this.#tagged(roleTag(role)));
  }

  #tagged(tag: string): WebSocket[] {
    return this.#context.getWebSockets(tag);
  }
}

const socketsPerSession = 32;
const socketsPerTurn = 100;
const longestMessage = 256;
const patience = 10;

const sessionTag = (sessionId: string): string => `session:${sessionId}`;
const userTag = (userId: string): string => `user:${userId}`;
const roleTag = (role: Role): string => `role:${role}`;

function mayRead(role: Role, topic: LiveTopic): boolean {
  switch (topic) {
    case "invitations":
      return mayAct(role, "invitations:read");
    case "audit-logs":
      return mayAct(role, "audit-logs:read");
    case "members":
      return mayAct(role, "members:read");
    case "settings":
      return mayAct(role, "settings:read");
    case "sso":
      return mayAct(role, "sso:read");
    case "organization":
    case "sessions":
      return true;
  }
}

function attachmentOf(socket: WebSocket): Attachment {
  return (socket.deserializeAttachment() as Attachment | null) ?? { expiresAt: Infinity, heard: 0 };
}

function end(socket: WebSocket, refusal: Refusal): void {
  tell(socket, { type: "ended", refusal });
  close(socket, liveSessionEnded, refusal);
}

function tell(socket: WebSocket, message: LiveMessage): void {
  try {
    socket.send(JSON.stringify(message));
  } catch {
    // It has gone in the meantime.
  }
}

function close(socket: WebSocket, code: number, reason: string): void {
  try {
    socket.close(code, reason);
  } catch {
    // It has gone in the meantime.
  }
}
