import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { expectRefusal } from "./refusal-expectation.ts";
import { issuer, issuerKeys, StandInIssuer, unsignedToken, type IssuerKeys } from "./stand-in-issuer.ts";

let keys: IssuerKeys;
let attackers: IssuerKeys;
let idp: StandInIssuer;

beforeAll(async () => {
  keys = await issuerKeys();
  attackers = await issuerKeys();
});

beforeEach(() => {
  idp = new StandInIssuer(keys);
});

describe("an answer that comes back to the callback", () => {
  it("of another sign-in is refused before anybody is asked anything", async () => {
    idp.response["state"] = "another-state";
    await expectRefusal(idp, "response_state", { reason: "wrong_state" });
    expect(idp.calls).toEqual([]);
  });

  it("without a state is refused", async () => {
    delete idp.response["state"];
    await expectRefusal(idp, "response_state", { reason: "wrong_state" });
  });

  it("that does not say whom it comes from is refused when its provider always does", async () => {
    delete idp.response["iss"];
    await expectRefusal(idp, "response_issuer", { reason: "missing_response_issuer" });
    expect(idp.calls.map(({ url }) => url)).toEqual([`${issuer}/.well-known/openid-configuration`]);
  });

  it.each([true, false])("from another issuer is refused, whether or not it had to say so (%s)", async (announced) => {
    idp.metadata["authorization_response_iss_parameter_supported"] = announced;
    idp.response["iss"] = "https://evil.example";
    const failure = { expected: issuer, received: "https://evil.example" };
    await expectRefusal(idp, "response_issuer", { reason: "wrong_response_issuer", ...failure });
  });

  it("with an error is checked for its issuer, too", async () => {
    idp.response = { state: "the-state", error: "access_denied", iss: "https://evil.example" };
    const failure = { expected: issuer, received: "https://evil.example" };
    await expectRefusal(idp, "response_issuer", { reason: "wrong_response_issuer", ...failure });
  });

  it("with an error tells what the provider says, as text and not at length", async () => {
    const description = `not assigned\u0000\u202e<b> ${"x".repeat(400)}`;
    idp.response = { state: "the-state", error: "access_denied", error_description: description, iss: issuer };
    const told = `not assigned  <b> ${"x".repeat(400)}`.slice(0, 300);
    await expectRefusal(idp, "response_code", {
      reason: "provider_refused",
      error: "access_denied",
      description: told,
    });
  });

  it("without a code is refused", async () => {
    delete idp.response["code"];
    await expectRefusal(idp, "response_code", { reason: "malformed_response", detail: "code" });
  });

  it("with tokens that nobody asked for is refused", async () => {
    idp.response["id_token"] = await idp.sign();
    const detail = "parameters that were not asked for";
    await expectRefusal(idp, "response_code", { reason: "malformed_response", detail });
  });
});

describe("a code", () => {
  it("that was used before is refused, as the provider says", async () => {
    const body = { error: "invalid_grant", error_description: "code used" };
    idp.answers["token"] = () => Response.json(body, { status: 400 });
    const failure = { status: 400, error: "invalid_grant", description: "code used" };
    await expectRefusal(idp, "token_response", { reason: "code_refused", ...failure });
  });

  it("is not redeemed for a client whose secret is wrong", async () => {
    idp.answers["token"] = () => Response.json({ error: "invalid_client" }, { status: 401 });
    const failure = { error: "invalid_client", description: null } as const;
    await expectRefusal(idp, "token_response", { reason: "client_refused", ...failure });
  });

  it("brings nothing when the answer is no bearer token", async () => {
    idp.answers["token"] = () => Response.json({ access_token: "x", token_type: "mac" });
    await expectRefusal(idp, "token_response", { reason: "malformed_token_response", detail: "token_type" });
    idp.answers["token"] = () => Response.json(["x"]);
    await expectRefusal(idp, "token_response", { reason: "malformed_token_response", detail: "no JSON object" });
  });

  it("brings nobody when there is no ID token", async () => {
    idp.idToken = null;
    await expectRefusal(idp, "id_token_form", { reason: "missing_id_token" });
  });
});

describe("userinfo", () => {
  beforeEach(() => {
    delete idp.claims["email"];
  });

  it.each(["subject-2", undefined, ["subject-1"]])("about somebody else is refused: %s", async (sub) => {
    idp.userinfo = { ...idp.userinfo, sub, email: "ceo@acme.example" };
    await expectRefusal(idp, "userinfo_subject", { reason: "wrong_userinfo_subject" });
  });

  it("that is no object is refused", async () => {
    idp.answers["userinfo"] = () => Response.json([idp.userinfo]);
    await expectRefusal(idp, "userinfo", { reason: "malformed_userinfo", detail: "no JSON object" });
  });

  it("that is refused to us is no userinfo", async () => {
    idp.answers["userinfo"] = () => Response.json({ error: "invalid_token" }, { status: 401 });
    const failure = { host: "idp.example.com", status: 401, call: "userinfo" } as const;
    await expectRefusal(idp, "userinfo", { reason: "status", ...failure });
  });

  it("may be a signed token of the issuer, and of nobody else", async () => {
    const answerWith = (text: string) => {
      idp.answers["userinfo"] = () => new Response(text, { headers: { "content-type": "application/jwt" } });
    };
    const claims = { ...idp.userinfo, iss: issuer, aud: "gatehouse" };
    answerWith(await idp.sign(claims));
    expect((await idp.complete()).result).toMatchObject({ ok: true, value: { email: "ada@acme.example" } });
    answerWith(await idp.sign(claims, idp.header, attackers.privateKey));
    await expectRefusal(idp, "userinfo", { reason: "wrong_signature" });
    answerWith(unsignedToken(claims));
    await expectRefusal(idp, "userinfo", { reason: "refused_algorithm", algorithm: "none" });
    answerWith(await idp.sign({ ...claims, aud: "another" }));
    await expectRefusal(idp, "userinfo", { reason: "wrong_audience", expected: "gatehouse", received: "another" });
    answerWith(await idp.sign({ ...claims, iss: "https://evil.example" }));
    const failure = { expected: issuer, received: "https://evil.example" };
    await expectRefusal(idp, "userinfo", { reason: "wrong_issuer", ...failure });
    answerWith("no token");
    await expectRefusal(idp, "userinfo", { reason: "malformed_userinfo", detail: "no signed JWT" });
  });
});
