import { createRoot } from "solid-js";
import { expect, test } from "vitest";
import { createEdit, type Edit } from "./edit.ts";

const limits = {
  sessionIdleMinutes: 60,
  sessionLifetimeHours: 24,
  accountFailureLimit: 10,
  addressFailureLimit: 100,
  lockoutMinutes: 15,
  auditRetentionDays: null,
};
const first = { version: 1, appName: "Acme", primaryColor: "#112233", ...limits };

function editing(use: (edit: Edit) => void): void {
  createRoot((dispose) => {
    use(createEdit(first));
    dispose();
  });
}

test("who has typed nothing simply sees the newer document", () => {
  editing((edit) => {
    edit.take({ version: 2, appName: "Acme Portal", primaryColor: null, ...limits });
    expect(edit.draft()).toEqual({ appName: "Acme Portal", primaryColor: null, ...limits });
    expect(edit.clash()).toBeNull();
    expect(edit.isChanged()).toBe(false);
  });
});

test("what was typed survives another admin's change, and both are saved on the newer version", () => {
  editing((edit) => {
    edit.change({ appName: "Mine" });
    edit.take({ version: 2, appName: "Acme", primaryColor: "#aa0000", ...limits });
    expect(edit.base().version).toBe(2);
    expect(edit.changes()).toEqual({ appName: "Mine" });
    expect(edit.draft().primaryColor).toBe("#aa0000");
    expect(edit.clash()?.taken).toEqual(["primaryColor"]);
    expect(edit.isDecided()).toBe(true);
  });
});

test("a field both have changed blocks until one side is chosen", () => {
  editing((edit) => {
    edit.change({ appName: "Mine" });
    edit.take({ version: 2, appName: "Theirs", primaryColor: "#112233", ...limits });
    expect(edit.isDecided()).toBe(false);
    edit.choose("appName", "theirs");
    expect(edit.isDecided()).toBe(true);
    expect(edit.isChanged()).toBe(false);
    edit.choose("appName", "mine");
    expect(edit.changes()).toEqual({ appName: "Mine" });
  });
});

test("an admin who shortens sessions and one who renames the app both get what they wanted", () => {
  editing((edit) => {
    edit.change({ sessionIdleMinutes: 15 });
    edit.take({ ...first, version: 2, appName: "Renamed" });
    expect(edit.changes()).toEqual({ sessionIdleMinutes: 15 });
    expect(edit.draft().appName).toBe("Renamed");
    edit.take({ ...first, version: 3, appName: "Renamed", sessionIdleMinutes: 480 });
    expect(edit.clash()?.conflicts).toEqual(["sessionIdleMinutes"]);
    edit.choose("sessionIdleMinutes", "theirs");
    expect(edit.isChanged()).toBe(false);
  });
});

test("an answer that was overtaken by a newer one changes nothing", () => {
  editing((edit) => {
    edit.take({ version: 5, appName: "Newest", primaryColor: null, ...limits });
    edit.take({ version: 4, appName: "Older", primaryColor: null, ...limits });
    expect(edit.draft().appName).toBe("Newest");
  });
});
