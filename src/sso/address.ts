import { publicOrigin, type PublicAddress } from "../tenancy/public-origin.ts";

/** Where a provider sends browsers back to, on one of the organization's origins. */
export function callbackUrl(origin: string, providerId: string): string {
  return `${origin}/api/auth/sso/callback/${providerId}`;
}

/** Where it says itself that somebody has signed out (OpenID Connect Back-Channel Logout 1.0). */
function backchannelLogoutUrl(origin: string, providerId: string): string {
  return `${origin}/api/auth/sso/backchannel-logout/${providerId}`;
}

/** Where it sends browsers after a sign-out (OpenID Connect RP-Initiated Logout 1.0). */
export function postLogoutUrl(origin: string): string {
  return `${origin}/login`;
}

/** All of them: what is to be registered at the provider, one for each host of the organization. */
export function addressesOf(address: PublicAddress, hosts: readonly string[], providerId: string) {
  const origins = hosts.map((host) => publicOrigin(address, host));
  return {
    callbackUrls: origins.map((origin) => callbackUrl(origin, providerId)),
    backchannelLogoutUrls: origins.map((origin) => backchannelLogoutUrl(origin, providerId)),
    postLogoutUrls: origins.map((origin) => postLogoutUrl(origin)),
  };
}
