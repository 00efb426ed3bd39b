import { expect, test } from "vitest";
import { addressKey } from "./address.ts";

test("an IPv4 address counts for itself, however it is written", () => {
  expect(addressKey("203.0.113.7")).toBe("203.0.113.7");
  expect(addressKey("::ffff:203.0.113.7")).toBe("203.0.113.7");
});

test("all of an IPv6 /64 counts as one, however it is written", () => {
  const written = ["2001:db8:1:2::1", "2001:DB8:1:2:ffff:1:2:3", "2001:0db8:0001:0002::", "2001:db8:1:2::192.0.2.1"];
  expect(new Set(written.map(addressKey))).toEqual(new Set(["2001:db8:1:2::/64"]));
  expect(addressKey("2001:db8:1:3::1")).toBe("2001:db8:1:3::/64");
  expect(addressKey("2001:db8::1")).toBe("2001:db8:0:0::/64");
  expect(addressKey("::1")).toBe("0:0:0:0::/64");
});

test("who has no address, or nonsense for one, shares one count", () => {
  expect(addressKey(null)).toBe("unknown");
  expect(addressKey("not:an:address")).toBe("unknown");
  expect(addressKey("zz::1")).toBe("unknown");
});
