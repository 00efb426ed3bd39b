import { expect, test } from "vitest";
import { providerAddress } from "./provider-address.ts";

test("a browser is sent to web addresses, and to nothing that it would run or open in their place", () => {
  expect(providerAddress("https://idp.example/authorize?x=1")).toBe("https://idp.example/authorize?x=1");
  expect(providerAddress("http://idp.localhost:8787/acme")).toBe("http://idp.localhost:8787/acme");
  const traps = [
    "javascript:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,x",
    "/local",
    "",
    7,
  ];
  for (const trap of [...traps, undefined, null, "blob:https://a/b", "file:///etc/passwd"]) {
    expect(providerAddress(trap), String(trap)).toBeNull();
  }
});
