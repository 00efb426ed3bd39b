import { applyBrand } from "../../../ui/brand.ts";
import { setSiteTitle } from "../../../ui/page-title.ts";
import type { Place } from "./queries.ts";

/** Gives the page the name and the colours of the place it belongs to; before anything of it is painted. */
export function applyBranding(place: Place): void {
  const tenant = place.kind === "tenant" || place.kind === "suspended" ? place.tenant : null;
  applyBrand(document.documentElement, tenant?.branding.primaryColor);
  setSiteTitle(siteName(place));
}

function siteName(place: Place): string {
  if (place.kind === "tenant" || place.kind === "suspended") return place.tenant?.branding.appName ?? "Gatehouse";
  return "Gatehouse";
}
