import { expect, test } from "vitest";
import { homeRegions } from "../../../src/tenants/contract.ts";
import { homeRegionChoices, homeRegionName } from "./home-region.ts";

test("exactly the regions of the API's contract are offered, each under a name of its own", () => {
  expect(homeRegionChoices.map(({ value }) => value).toSorted()).toEqual([...homeRegions].toSorted());
  expect(new Set(homeRegionChoices.map(({ label }) => label)).size).toBe(homeRegions.length);
});

test("a region is shown by its name, and one this console does not know as it is", () => {
  expect(homeRegionName("weur")).toBe("Europe, West");
  expect(homeRegionName("moon")).toBe("moon");
  expect(homeRegionName("toString")).toBe("toString");
});
