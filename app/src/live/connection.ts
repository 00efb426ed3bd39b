import { liveSessionEnded, type LiveMessage, type PageMessage } from "../../../src/gatekeeper/contract.ts";
import { reconnectDelay } from "./backoff.ts";
import { readLiveMessage } from "./topic.ts";

/* The gatekeeper's runtime answers `ping` with `pong` without waking it. A connection that is silent for longer than
 * this after a ping is one whose other end is gone, which a browser alone may notice minutes later. */
const pingMilliseconds = 25_000;
const silenceMilliseconds = 10_000;

export interface LiveEvents {
  readonly message: (message: LiveMessage) => void;
  /** The connection is back after it was lost: what was missed in between must be asked for. */
  readonly restored: () => void;
  /** It cannot be had. A browser does not say why: whether the session is over only a request can tell. */
  readonly refused: () => void;
}

export interface LiveConnection {
  /** Lost while there is no connection: whoever has something to say says it again after each `hello`. */
  say(message: PageMessage): void;
  readonly close: () => void;
}

/**
 * Keeps one WebSocket to the gatekeeper open until `close`. It only ever brings news sooner: a page without it is
 * refused by the API all the same.
 */
export function openLiveConnection(events: LiveEvents): LiveConnection {
  let socket: WebSocket | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pulse: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let wasOpen = false;
  let closed = false;

  const connect = () => {
    clearTimeout(timer);
    if (closed || socket !== null) return;
    const { protocol, host } = window.location;
    const own = new WebSocket(`${protocol === "https:" ? "wss:" : "ws:"}//${host}/api/live`);
    socket = own;
    let opened = false;
    beat(own);
    // A connection on which a page has said nothing yet may be closed by the other end and look open here for seconds.
    own.addEventListener("open", () => own.send("ping"));
    own.addEventListener("message", ({ data }) => {
      if (socket !== own) return;
      beat(own);
      const message = readLiveMessage(data);
      if (message?.type === "hello") {
        opened = true;
        failures = 0;
        if (wasOpen) events.restored();
        wasOpen = true;
      }
      if (message !== null) events.message(message);
    });
    own.addEventListener("close", ({ code }) => {
      if (socket === own) forget();
      if (closed) return;
      if (!opened || code === liveSessionEnded) events.refused();
      if (code === liveSessionEnded) return stop();
      timer = setTimeout(connect, reconnectDelay(failures, Math.random()));
      failures += 1;
    });
  };

  /* A laptop that wakes up, a phone back in its network: not worth waiting out a delay of half a minute. */
  const hurry = () => {
    if (document.visibilityState === "visible" && navigator.onLine) connect();
  };
  /* Without a network the browser may take minutes to notice that a socket is dead. */
  const drop = () => {
    const dead = socket;
    forget();
    dead?.close();
  };

  const beat = (own: WebSocket) => {
    clearTimeout(pulse);
    pulse = setTimeout(() => {
      // While it is still connecting there is nothing to send on, and no answer either.
      if (own.readyState === WebSocket.OPEN) own.send("ping");
      pulse = setTimeout(() => {
        drop();
        connect();
      }, silenceMilliseconds);
    }, pingMilliseconds);
  };

  const forget = () => {
    clearTimeout(pulse);
    socket = null;
  };

  const stop = () => {
    closed = true;
    clearTimeout(timer);
    window.removeEventListener("online", hurry);
    window.removeEventListener("offline", drop);
    document.removeEventListener("visibilitychange", hurry);
    drop();
  };

  window.addEventListener("online", hurry);
  window.addEventListener("offline", drop);
  document.addEventListener("visibilitychange", hurry);
  connect();
  const say = (message: PageMessage) => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  };
  return { say, close: stop };
}
