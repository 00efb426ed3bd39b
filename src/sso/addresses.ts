/*
 * The addresses that an admin registers at a provider, of one host of the organization. They are compared there as
 * texts, so they are composed here and nowhere else.
 */

/** @param origin the host's public origin */
export function callbackAddress(origin: string, providerId: string): string {
  return `${origin}/api/auth/sso/callback/${providerId}`;
}

export function backchannelLogoutAddress(origin: string, providerId: string): string {
  return `${origin}/api/auth/sso/backchannel-logout/${providerId}`;
}

/** Where the provider sends the browser after it has signed out there. */
export function postLogoutAddress(origin: string): string {
  return `${origin}/login`;
}
