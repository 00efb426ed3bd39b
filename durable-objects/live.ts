import { mayAct } from "../src/authorization/policy.ts";
import { roles, type Role } from "../src/authorization/role.ts";
import {
  liveSessionEnded,
  type EditedDocument,
  type LiveMessage,
  type LiveTopic,
  type OpenSession,
  type Refusal,
} from "../src/gatekeeper/contract.ts";
import { readPageMessage } from "../src/gatekeeper/page-message.ts";
import { spend } from "./allowance.ts";
import type { Audience, LivePages } from "./live-pages.ts";
import { editingRoles, editorsIn, mayEdit, memoryOf, newMemory, remember } from "./page-memory.ts";

/**
 * The open pages of an organization: hibernating WebSockets, tagged by session, user and role. They carry hints ("read
 * this again", "you are signed out", "Bob edits this too") and nothing that anything relies on; losing one weakens
 * nothing.
 *
 * Who edits what is known from the sockets alone: an editor whose socket is gone edits nothing. A browser that is closed
 * closes its socket; one whose network vanishes stays an editor until the runtime gives its connection up, which may be
 * minutes, and until its session expires at the most. Nobody is kept from editing by that.
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
    remember(server, newMemory(session, Date.now()));
    tell(server, { type: "hello", revision });
    for (const [document, editors] of this.#editors()) {
      if (mayEdit(session.role, document)) tell(server, { type: "presence", document, editors });
    }
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
    const sockets = this.#of(audience);
    const editing = audience.kind === "organization" ? this.#editingPages() : sockets;
    this.#part(sockets, (socket) => end(socket, refusal), editing);
  }

  changed(topics: readonly LiveTopic[], userId?: string): void {
    for (const topic of topics) {
      const readers = userId === undefined ? this.#readersOf(topic) : this.#tagged(userTag(userId));
      this.#inTurns(readers, (some) => {
        const now = Date.now();
        const [open, expired] = [some.filter((one) => !isOver(one, now)), some.filter((one) => isOver(one, now))];
        for (const socket of open) tell(socket, { type: "changed", topic });
        if (expired.length > 0) this.#part(expired, (socket) => end(socket, "expired"));
      });
    }
  }

  reconnect(userId: string): void {
    this.#part(this.#tagged(userTag(userId)), (socket) => close(socket, 1012, "role changed"));
  }

  count(): number {
    return this.#context.getWebSockets().length;
  }

  /** Pages say what they edit, and `ping`. What talks about anything else, or too much, is cut off before it costs anything. */
  heard(socket: WebSocket, message: string | ArrayBuffer): void {
    const cutOff = (code: number, reason: string) => this.#part([socket], () => close(socket, code, reason));
    const size = typeof message === "string" ? message.length : message.byteLength;
    if (size > longestMessage) return cutOff(1009, "too large");
    const [memory, now] = [memoryOf(socket), Date.now()];
    const said = readPageMessage(message);
    const { editor, editing } = memory;
    if (said === null || editor === null || (said.document !== null && !mayEdit(editor.role, said.document))) {
      if (memory.heard >= patience) return cutOff(1008, "too many messages");
      return remember(socket, { ...memory, heard: memory.heard + 1 });
    }
    const allowance = spend(memory.allowance, now);
    if (allowance === null) return cutOff(1008, "too many messages");
    if (memory.expiresAt <= now) return this.#part([socket], () => end(socket, "expired"));
    const { document } = said;
    remember(socket, { ...memory, allowance, editing: document });
    // Who repeats what is known wants to know who else does.
    if (document === editing) this.#tellWhoEdits([document], [socket]);
    else this.#tellWhoEdits([editing, document]);
  }

  /** A page is going, by itself. Left to the runtime, the answer that lets it go may take many seconds. */
  left(socket: WebSocket): void {
    this.#part([socket], () => close(socket, 1000, "left"));
  }

  /**
   * Pages go, for whatever reason: what they edited they edit no more, and they are told nothing more of others.
   *
   * @param editing those of them that may edit something, where that is known
   */
  #part(sockets: readonly WebSocket[], go: (socket: WebSocket) => void, editing = sockets): void {
    const left = editing.flatMap((socket) => {
      const memory = memoryOf(socket);
      if (memory.editor !== null) remember(socket, { ...memory, editor: null, editing: null });
      return memory.editing === null ? [] : [memory.editing];
    });
    this.#inTurns(sockets, (some) => some.forEach(go));
    this.#tellWhoEdits(left);
  }

  #tellWhoEdits(documents: readonly (EditedDocument | null)[], pages = this.#editingPages()): void {
    const told = new Set(documents.filter((document) => document !== null));
    if (told.size === 0) return;
    this.#inTurns(pages, (some) => {
      const editors = this.#editors();
      for (const socket of some) {
        const { editor, expiresAt } = memoryOf(socket);
        if (editor === null || expiresAt <= Date.now()) continue;
        for (const document of told) {
          if (!mayEdit(editor.role, document)) continue;
          tell(socket, { type: "presence", document, editors: editors.get(document) ?? [] });
        }
      }
    });
  }

  #editors(): ReturnType<typeof editorsIn> {
    return editorsIn(this.#editingPages().map(memoryOf), Date.now());
  }

  /** The pages of those who may edit anything. */
  #editingPages(): WebSocket[] {
    return editingRoles.flatMap((role) => this.#tagged(roleTag(role)));
  }

  /** A few at a time: thousands in one turn would keep everybody waiting who is to be admitted. */
  #inTurns(sockets: readonly WebSocket[], act: (some: readonly WebSocket[]) => void): void {
    act(sockets.slice(0, socketsPerTurn));
    const others = sockets.slice(socketsPerTurn);
    if (others.length > 0) this.#context.waitUntil(scheduler.wait(0).then(() => this.#inTurns(others, act)));
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
      case "sessions": {
        // Thousands of sessions may have ended that no page is open of.
        const tags = new Set([...audience.sessionIds].map(sessionTag));
        return this.#context
          .getWebSockets()
          .filter((socket) => this.#context.getTags(socket).some((tag) => tags.has(tag)));
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
    case "hostnames":
      return mayAct(role, "hostnames:read");
    case "organization":
    case "sessions":
      return true;
  }
}

function isOver(socket: WebSocket, now: number): boolean {
  return memoryOf(socket).expiresAt <= now;
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
