import { expect, test } from "vitest";
import { countRefusals, refusalsByName } from "./refusals.ts";

const none = {
  host_moved: 0,
  suspended: 0,
  signed_out: 0,
  session_revoked: 0,
  user_revoked: 0,
  org_revoked: 0,
  expired: 0,
  idle: 0,
  overloaded: 0,
  unreachable: 0,
};

test("every kind is listed by a name of its own, whether or not it ever happened", () => {
  const listed = refusalsByName({ ...none, idle: 3 });
  expect(new Set(listed.map(({ name }) => name)).size).toBe(Object.keys(none).length);
  expect(listed.filter(({ count }) => count > 0)).toEqual([{ name: "Session was not used for too long", count: 3 }]);
});

test("a kind this console does not know is listed as the API names it, and counted", () => {
  const newer = { ...none, sealed: 2, expired: 1 };
  expect(refusalsByName(newer)).toContainEqual({ name: "sealed", count: 2 });
  expect(countRefusals(newer)).toBe(3);
});
