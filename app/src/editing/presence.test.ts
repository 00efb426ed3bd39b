import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { PageMessage } from "../../../src/gatekeeper/contract.ts";
import { createPresence } from "./presence.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function page() {
  const said: PageMessage["document"][] = [];
  return { said, presence: createPresence(({ document }) => said.push(document)) };
}

const ada = { userId: "usr_1", name: "Ada" };

test("who begins to edit says so, and so does who stops", () => {
  const { said, presence } = page();
  const stop = presence.begin("settings");
  vi.advanceTimersByTime(1_000);
  stop();
  vi.advanceTimersByTime(1_000);
  expect(said).toEqual(["settings", null]);
});

test("of two forms on one page the one begun last is told, and the other when that is done", () => {
  const { said, presence } = page();
  presence.begin("sso-enforcement");
  vi.advanceTimersByTime(1_000);
  const stop = presence.begin("sso:sso_1");
  vi.advanceTimersByTime(1_000);
  stop();
  vi.advanceTimersByTime(1_000);
  expect(said).toEqual(["sso-enforcement", "sso:sso_1", "sso-enforcement"]);
});

test("a form that gains and loses the focus a hundred times a second says so at most once a second", () => {
  const { said, presence } = page();
  for (let count = 0; count < 500; count += 1) {
    presence.begin("settings")();
    vi.advanceTimersByTime(10);
  }
  vi.advanceTimersByTime(1_000);
  expect(said.length).toBeLessThanOrEqual(7);
  expect(said.at(-1)).toBeNull();
});

test("a connection that is new is told what is edited, and forgets what the old one had told", () => {
  const { said, presence } = page();
  presence.begin("settings");
  presence.hear({ type: "presence", document: "settings", editors: [ada] });
  expect(presence.editorsOf("settings")).toEqual([ada]);
  expect(presence.editorsOf("sso-enforcement")).toEqual([]);
  presence.hear({ type: "hello", revision: 2 });
  vi.advanceTimersByTime(1_000);
  expect(presence.editorsOf("settings")).toEqual([]);
  expect(said).toEqual(["settings", "settings"]);
});

test("somebody who edits nothing has nothing to say when the connection comes back", () => {
  const { said, presence } = page();
  presence.hear({ type: "hello", revision: 2 });
  vi.advanceTimersByTime(1_000);
  expect(said).toEqual([]);
});

test("whoever has stopped is no longer shown", () => {
  const { presence } = page();
  presence.hear({ type: "presence", document: "settings", editors: [ada] });
  presence.hear({ type: "presence", document: "settings", editors: [] });
  expect(presence.editorsOf("settings")).toEqual([]);
});
