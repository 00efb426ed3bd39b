import { expect, test } from "vitest";
import { emailAddress } from "./contract.ts";

test("an address is kept in lower case, and one that is another in other letters is refused", () => {
  expect(emailAddress.parse(" Kim@ACME.example ")).toBe("kim@acme.example");
  // Both become ordinary letters, or two, in lower case: the mail would go to somebody else.
  for (const written of ["\u212Aim@acme.example", "kim@acme.e\u212Aample", "\u0130van@acme.example"]) {
    expect(emailAddress.safeParse(written).success, written).toBe(false);
  }
  const [issue, ...others] = emailAddress.safeParse("\u212Aim@acme.example").error?.issues ?? [];
  expect([issue?.message, others]).toEqual(["must be an e-mail address", []]);
});
