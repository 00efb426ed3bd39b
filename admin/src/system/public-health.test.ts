import { expect, test } from "vitest";
import { publicHealthUrl } from "./public-health.ts";

test("the public page stands at the apex beside the console's host, on the same port", () => {
  expect(publicHealthUrl({ protocol: "https:", host: "admin.gatehouse.example" })).toBe(
    "https://app.gatehouse.example/health",
  );
  expect(publicHealthUrl({ protocol: "http:", host: "admin.localhost:8787" })).toBe("http://app.localhost:8787/health");
});
