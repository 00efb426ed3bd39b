import type { homeRegions } from "../../../src/tenants/contract.ts";

export type HomeRegion = (typeof homeRegions)[number];

/** What people call the places that Durable Object location hints name. */
const names: Readonly<Record<HomeRegion, string>> = {
  wnam: "North America, West",
  enam: "North America, East",
  sam: "South America",
  weur: "Europe, West",
  eeur: "Europe, East",
  apac: "Asia-Pacific",
  oc: "Oceania",
  afr: "Africa",
  me: "Middle East",
};

/** Every home region with its name, in the order they are offered. */
export const homeRegionChoices = Object.entries(names).map(([value, label]) => ({ value: value as HomeRegion, label }));

/** A region's name; one that is newer than this console is shown as the API wrote it. */
export function homeRegionName(region: string): string {
  return Object.hasOwn(names, region) ? names[region as HomeRegion] : region;
}
