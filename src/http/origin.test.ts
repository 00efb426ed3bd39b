import { describe, expect, test } from "vitest";
import { checkOrigin, wasAskedByAnotherPage } from "./origin.ts";

const origin = "https://acme.app.gatehouse.example";

function request(method: string, headers: Record<string, string>): Request {
  return new Request(`${origin}/api/x`, { method, headers: { origin, ...headers } });
}

const json = { "content-type": "application/json" };

describe("a page of our own may change things", () => {
  test.each([
    ["JSON", request("POST", json)],
    ["JSON with a charset", request("POST", { "content-type": "Application/JSON; charset=utf-8" })],
    ["a method no form has", request("DELETE", {})],
    [
      "multipart that says that a script sent it",
      request("POST", { "content-type": "multipart/form-data; boundary=x", "x-gatehouse-request": "1" }),
    ],
    ["an act without a body", request("POST", { "sec-fetch-site": "same-origin" })],
  ])("by %s", (_, from) => {
    expect(checkOrigin(from, origin)).toBeNull();
  });
});

describe("another page may not", () => {
  test.each([
    ["a sibling tenant", request("POST", { ...json, origin: "https://globex.app.gatehouse.example" })],
    ["the same host on another scheme", request("POST", { ...json, origin: "http://acme.app.gatehouse.example" })],
    ["the same host on another port", request("POST", { ...json, origin: `${origin}:8443` })],
    ["an opaque origin", request("POST", { ...json, origin: "null" })],
    ["no origin at all", new Request(origin, { method: "DELETE" })],
    ["a form of plain text", request("POST", { "content-type": "text/plain" })],
    ["an urlencoded form", request("POST", { "content-type": "application/x-www-form-urlencoded" })],
    ["a multipart form", request("POST", { "content-type": "multipart/form-data; boundary=x" })],
    ["a bodiless request from a sibling's page", request("POST", { "sec-fetch-site": "same-site" })],
  ])("%s", (_, from) => {
    expect(checkOrigin(from, origin)?.code).toBe("ORIGIN_REFUSED");
  });
});

describe("what a browser was had to ask for by another page, and leaves a trace", () => {
  test.each([
    ["a link or a picture on another site", { "sec-fetch-site": "cross-site" }, true],
    ["a sibling tenant's page", { "sec-fetch-site": "same-site" }, true],
    ["a page of our own", { "sec-fetch-site": "same-origin" }, false],
    ["somebody who typed the address", { "sec-fetch-site": "none" }, false],
    ["a program", {}, false],
  ])("is told from what comes from %s", (_, headers, expected) => {
    expect(wasAskedByAnotherPage(request("GET", headers))).toBe(expected);
  });
});
