import { expect, test } from "vitest";
import { unicodeOf, writtenBothWays } from "./written-name.ts";

test("an internationalized name is written as people write it and as machines do", () => {
  expect(writtenBothWays("app.acme.example")).toBe("app.acme.example");
  expect(writtenBothWays("app.xn--bcher-kva.example")).toBe("app.bücher.example (app.xn--bcher-kva.example)");
});

test("a name is read by people as it is written in their script", () => {
  expect(unicodeOf("xn--bcher-kva.acme.com")).toBe("bücher.acme.com");
  expect(unicodeOf("app.acme.com")).toBe("app.acme.com");
});
