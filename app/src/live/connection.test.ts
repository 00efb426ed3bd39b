import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openLiveConnection, type LiveEvents } from "./connection.ts";

/** As much of a browser's WebSocket as a page uses; the test is the other end. */
class FakeSocket extends EventTarget {
  static readonly OPEN = 1;
  static all: FakeSocket[] = [];
  readonly readyState = FakeSocket.OPEN;
  readonly sent: string[] = [];
  readonly url: string;
  wasClosed = false;

  constructor(url: string) {
    super();
    this.url = url;
    FakeSocket.all.push(this);
  }

  send(data: string): void {
    this.sent.push(data);
  }

  close(): void {
    this.wasClosed = true;
  }

  opens(): void {
    this.dispatchEvent(new Event("open"));
  }

  hears(data: string): void {
    this.dispatchEvent(new MessageEvent("message", { data }));
  }

  loses(code: number): void {
    this.dispatchEvent(Object.assign(new Event("close"), { code }));
  }
}

const hello = '{"type":"hello","revision":1}';
const last = (): FakeSocket => {
  const socket = FakeSocket.all.at(-1);
  if (socket === undefined) throw new Error("No socket was opened");
  return socket;
};

let page: EventTarget;

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.all = [];
  page = Object.assign(new EventTarget(), { location: { protocol: "https:", host: "acme.app.test" } });
  vi.stubGlobal("window", page);
  vi.stubGlobal("document", Object.assign(new EventTarget(), { visibilityState: "visible" }));
  vi.stubGlobal("navigator", { onLine: true });
  vi.stubGlobal("WebSocket", FakeSocket);
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

function events() {
  return { message: vi.fn(), restored: vi.fn(), refused: vi.fn() } satisfies LiveEvents;
}

test("a page is connected to its own host, encrypted where the page is", () => {
  openLiveConnection(events());
  expect(last().url).toBe("wss://acme.app.test/api/live");
});

test("a lost connection comes back, and what was missed is asked for", () => {
  const told = events();
  openLiveConnection(told);
  last().hears(hello);
  expect(told.restored).not.toHaveBeenCalled();
  last().loses(1006);
  vi.advanceTimersByTime(30_000);
  expect(FakeSocket.all).toHaveLength(2);
  last().hears(hello);
  expect(told.restored).toHaveBeenCalledOnce();
});

test("a session that has ended is not tried again with", () => {
  const told = events();
  openLiveConnection(told);
  last().hears(hello);
  last().hears('{"type":"ended","refusal":"suspended"}');
  last().loses(4401);
  vi.advanceTimersByTime(600_000);
  expect(FakeSocket.all).toHaveLength(1);
  expect(told.message).toHaveBeenCalledWith({ type: "ended", refusal: "suspended" });
});

test("a connection that cannot be had is tried again, and a request is asked why", () => {
  const told = events();
  openLiveConnection(told);
  last().loses(1006);
  expect(told.refused).toHaveBeenCalledOnce();
  vi.advanceTimersByTime(30_000);
  expect(FakeSocket.all.length).toBeGreaterThan(1);
});

test("a page speaks first, so that a connection which ends at once is seen to end", () => {
  openLiveConnection(events());
  expect(last().sent).toEqual([]);
  last().opens();
  expect(last().sent).toEqual(["ping"]);
});

test("pages that lose their connection together come back apart, and more rarely while it cannot be had", () => {
  const waits = [0.2, 0.9].map((random) => {
    vi.spyOn(Math, "random").mockReturnValue(random);
    const { close } = openLiveConnection(events());
    const waited = Array.from({ length: 4 }, () => {
      const before = FakeSocket.all.length;
      const lostAt = Date.now();
      last().loses(1006);
      while (FakeSocket.all.length === before) vi.advanceTimersByTime(10);
      return Date.now() - lostAt;
    });
    close();
    return waited;
  });
  expect(waits[0]).not.toEqual(waits[1]);
  for (const [first = 0, , , fourth = 0] of waits) expect(fourth).toBeGreaterThan(first);
});

test("a connection whose other end is gone is noticed by its silence", () => {
  openLiveConnection(events());
  last().hears(hello);
  const silent = last();
  vi.advanceTimersByTime(25_000);
  expect(silent.sent).toEqual(["ping"]);
  vi.advanceTimersByTime(10_000);
  expect(silent.wasClosed).toBe(true);
  expect(FakeSocket.all).toHaveLength(2);
});

test("a connection that answers is left alone", () => {
  openLiveConnection(events());
  last().hears(hello);
  for (let minute = 0; minute < 10; minute += 1) {
    vi.advanceTimersByTime(25_000);
    last().hears("pong");
  }
  expect(FakeSocket.all).toHaveLength(1);
});

test("a network that is back is used at once, not after the delay", () => {
  openLiveConnection(events());
  last().hears(hello);
  page.dispatchEvent(new Event("offline"));
  expect(last().wasClosed).toBe(true);
  page.dispatchEvent(new Event("online"));
  expect(FakeSocket.all).toHaveLength(2);
});

test("what a page has to say is heard while it is connected, and lost while it is not", () => {
  const connection = openLiveConnection(events());
  last().hears(hello);
  connection.say({ type: "editing", document: "settings" });
  expect(last().sent).toEqual(['{"type":"editing","document":"settings"}']);
  last().loses(1006);
  connection.say({ type: "editing", document: null });
  vi.advanceTimersByTime(30_000);
  last().hears(hello);
  expect(last().sent).not.toContain('{"type":"editing","document":null}');
});

test("a page that is left stays silent", () => {
  const told = events();
  const connection = openLiveConnection(told);
  const socket = last();
  connection.close();
  socket.hears('{"type":"changed","topic":"members"}');
  socket.loses(1005);
  vi.advanceTimersByTime(600_000);
  expect(socket.wasClosed).toBe(true);
  expect(FakeSocket.all).toHaveLength(1);
  expect(told.message).not.toHaveBeenCalled();
  expect(told.refused).not.toHaveBeenCalled();
});
