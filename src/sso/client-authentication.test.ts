import { describe, expect, test } from "vitest";
import { clientAuthenticationOf } from "./client-authentication.ts";

const settled = (value: string | undefined) => ({ ok: true, value });
const refused = { ok: false, failure: { path: "clientSecret", message: expect.any(String) } };
const posting = "client_secret_post";

describe("a new client", () => {
  test("is public without a secret, and authenticates with the one it has", () => {
    expect(clientAuthenticationOf({ clientSecret: null }, null)).toEqual(settled("none"));
    expect(clientAuthenticationOf({ clientSecret: "s" }, null)).toEqual(settled("client_secret_basic"));
    expect(clientAuthenticationOf({ clientSecret: "s", clientAuthentication: posting }, null)).toEqual(
      settled(posting),
    );
  });

  test("with a secret it does not use, or without the one it would, is refused", () => {
    expect(clientAuthenticationOf({ clientSecret: "s", clientAuthentication: "none" }, null)).toEqual(refused);
    expect(clientAuthenticationOf({ clientSecret: null, clientAuthentication: posting }, null)).toEqual(refused);
  });
});

describe("a client that is there", () => {
  test("authenticates as before unless told otherwise", () => {
    expect(clientAuthenticationOf({}, posting)).toEqual(settled(undefined));
    expect(clientAuthenticationOf({ clientSecret: "t" }, posting)).toEqual(settled(posting));
    expect(clientAuthenticationOf({}, "none")).toEqual(settled(undefined));
  });

  test("becomes public by losing its secret, and confidential by getting one", () => {
    expect(clientAuthenticationOf({ clientSecret: null }, posting)).toEqual(settled("none"));
    expect(clientAuthenticationOf({ clientAuthentication: "none" }, posting)).toEqual(settled("none"));
    expect(clientAuthenticationOf({ clientSecret: "s" }, "none")).toEqual(settled("client_secret_basic"));
    expect(clientAuthenticationOf({ clientSecret: null, clientAuthentication: posting }, posting)).toEqual(refused);
  });
});
