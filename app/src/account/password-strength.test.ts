import { expect, test } from "vitest";
import { password as contract } from "../../../src/identity/contract.ts";
import { passwordStrength, shortestPassword } from "./password-strength.ts";

const level = (password: string, own: readonly string[] = []) => passwordStrength(password, own).level;

test("the hint asks for as many characters as the API does", () => {
  expect(contract.safeParse("x".repeat(shortestPassword)).success).toBe(true);
  expect(contract.safeParse("x".repeat(shortestPassword - 1)).success).toBe(false);
  expect(level("x".repeat(shortestPassword - 1))).toBe("short");
});

test("what lacks is counted, down to the last character", () => {
  expect(passwordStrength("elevenchars", []).advice).toBe("1 more character.");
  expect(passwordStrength("short", []).advice).toBe("7 more characters.");
});

test("a few unrelated words are strong without a digit or a sign", () => {
  expect(level("correct horse battery staple")).toBe("strong");
});

test("long is not strong when it is easy to guess", () => {
  expect(level("aaaaaaaaaaaaaaaa")).toBe("weak");
  expect(level("abababababababab")).toBe("weak");
  expect(level("adalovelace1815", ["Ada Lovelace", "ada@acme.test"])).toBe("weak");
  expect(level("abcdefghijklmnop")).toBe("weak");
  expect(level("qwertyuiopasdfgh")).toBe("weak");
});
