import { expect, test } from "vitest";
import { hostnameTold, isOurSecret } from "./webhook.ts";

const ours = "a secret of more than thirty-two characters";

test("only the very same secret is ours", () => {
  expect(isOurSecret(ours, ours)).toBe(true);
  for (const given of [null, "", ours.slice(1), `${ours} `, ours.toUpperCase()]) {
    expect(isOurSecret(given, ours)).toBe(false);
  }
});

test("the hostname is found in both shapes of a notification, as it is kept", () => {
  const told = { metadata: { event: { id: "x" } }, data: { id: "1", hostname: "App.Acme.test." } };
  expect(hostnameTold(told)).toBe("app.acme.test");
  expect(hostnameTold({ name: "x", data: told })).toBe("app.acme.test");
});

test.each([{}, { text: "Hello" }, { data: null }, { data: { id: "superseded" } }, { data: { hostname: 1 } }, []])(
  "%j is about no hostname",
  (body) => {
    expect(hostnameTold(body)).toBeNull();
  },
);
