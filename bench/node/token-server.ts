import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from "jose";
import { peerBaseUrl } from "../better-auth/options.ts";
import type { Me } from "../me.ts";
import { serveMe, givenSettings } from "./answering.ts";

/* Whoever shows a token of Better Auth's that has not expired is who it says, whatever has been revoked since. */
const keys = createLocalJWKSet(givenSettings() as JSONWebKeySet);

serveMe(async ({ headers: { authorization } }) => {
  const token = authorization?.slice("Bearer ".length) ?? "";
  const verified = await jwtVerify<{ me: Me }>(token, keys, { issuer: peerBaseUrl, audience: peerBaseUrl });
  return verified.payload.me;
});
