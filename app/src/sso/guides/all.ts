import type { Preset } from "../../../../src/sso/provider.ts";
import { auth0 } from "./auth0.ts";
import { entra } from "./entra.ts";
import { generic } from "./generic.ts";
import { google } from "./google.ts";
import type { Guide } from "./guide.ts";
import { keycloak } from "./keycloak.ts";
import { okta } from "./okta.ts";

/** In the order in which they are offered. */
export const guides: Readonly<Record<Preset, Guide>> = { okta, entra, google, auth0, keycloak, generic };

export const productNames = Object.fromEntries(
  Object.entries(guides).map(([preset, { name }]) => [preset, name]),
) as Readonly<Record<Preset, string>>;

export function isPreset(value: unknown): value is Preset {
  return typeof value === "string" && Object.hasOwn(guides, value);
}
