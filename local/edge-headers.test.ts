import { describe, expect, it } from "vitest";
import { forwardedHeaders, returnedHeaders } from "./edge-headers.ts";

const edge = { "cf-connecting-ip": "127.0.0.1" };

describe("headers at the edge", () => {
  it("drops everything that only the edge may say, in any case, and says it itself", () => {
    const forged = {
      "CF-Connecting-IP": "6.6.6.6",
      "cf-access-jwt-assertion": "forged",
      "X-Forwarded-Host": "globex.app.localhost",
      "x-forwarded-for": "6.6.6.6",
      Forwarded: "for=6.6.6.6",
      "True-Client-IP": "6.6.6.6",
      "MF-CF-Blob": "{}",
    };
    const received = Object.entries(forged).flat();
    expect(forwardedHeaders(received, edge)).toEqual(["cf-connecting-ip", "127.0.0.1"]);
  });

  it("passes on what Cloudflare's notifications prove themselves with, and nothing that only looks like it", () => {
    const received = ["CF-Webhook-Auth", "secret", "cf-webhook-authority", "x", "cf-webhook", "y"];
    expect(forwardedHeaders(received, edge)).toEqual(["CF-Webhook-Auth", "secret", "cf-connecting-ip", "127.0.0.1"]);
  });

  it("passes on the Host, repeated headers and their order as they came", () => {
    const received = [
      "Host",
      "ACME.app.localhost:8787",
      "Cookie",
      "a=1",
      "X-Twice",
      "1",
      "Cookie",
      "b=2",
      "X-Twice",
      "2",
    ];
    expect(forwardedHeaders(received, {})).toEqual(received);
  });

  it("keeps what is about one connection to that connection", () => {
    const received = [
      "Connection",
      "keep-alive, X-Private",
      "X-Private",
      "1",
      "Transfer-Encoding",
      "chunked",
      "Accept",
      "*/*",
    ];
    expect(forwardedHeaders(received, {})).toEqual(["Accept", "*/*"]);
    expect(returnedHeaders(received)).toEqual(["Accept", "*/*"]);
  });

  it("does not let a client remove its origin or its credentials by calling them a matter of the connection", () => {
    const received = ["Connection", "Origin, Cookie, Host", "Origin", "http://evil.test", "Cookie", "a=1", "Host", "x"];
    expect(forwardedHeaders(received, {})).toEqual(received.slice(2));
  });
});
