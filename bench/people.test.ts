import { expect, it } from "vitest";
import { invitePeople } from "./people.ts";

it("everybody comes from an address of their own: so many hosts asked for from one would be turned away as a flood", () => {
  const { all } = invitePeople(1_000, 100, 100, new Date());
  expect(new Set(all.map(({ address }) => address)).size).toBe(all.length);
});
