import { expect, test } from "vitest";
import { recoveryCodeHash, recoveryCodeOf } from "./recovery-code.ts";

test("a recovery code carries all of its 160 bits in eight groups", () => {
  expect(recoveryCodeOf(new Uint8Array(20))).toBe("0000-0000-0000-0000-0000-0000-0000-0000");
  expect(recoveryCodeOf(new Uint8Array(20).fill(255))).toBe("ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ");
  const codes = Array.from({ length: 20 }, (_, index) => {
    const bytes = new Uint8Array(20);
    bytes[index] = 1;
    return recoveryCodeOf(bytes);
  });
  expect(new Set(codes).size).toBe(20);
});

test("a code is the same however it is typed, and another one is another", async () => {
  const code = "0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV-WXYZ";
  const hash = await recoveryCodeHash(code);
  expect(await recoveryCodeHash(" o1234567 89ab cdef ghjk mnpq rstv wxyz ".replace("12", "I2"))).toBe(hash);
  expect(await recoveryCodeHash(code.replace("Z", "Y"))).not.toBe(hash);
});
