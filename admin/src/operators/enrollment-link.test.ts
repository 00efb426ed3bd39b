import { expect, test } from "vitest";
import { takeEnrollmentToken } from "./enrollment-link.ts";

function take(hash: string): { token: string | null; urls: string[] } {
  const urls: string[] = [];
  const history = { state: { key: "a" }, replaceState: (_state: unknown, _: string, url: string) => urls.push(url) };
  return { token: takeEnrollmentToken({ hash, pathname: "/enroll" }, history), urls };
}

test("the token is taken and the address keeps nothing of it", () => {
  expect(take("#token=abc_DEF-1")).toEqual({ token: "abc_DEF-1", urls: ["/enroll"] });
});

test("a link without a token has none, and an address without a fragment is left alone", () => {
  expect(take("#token=").token).toBeNull();
  expect(take("#other=1").token).toBeNull();
  expect(take("")).toEqual({ token: null, urls: [] });
});
