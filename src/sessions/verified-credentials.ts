import { BoundedMap } from "../cache/bounded-map.ts";
import type { Credential } from "../gatekeeper/contract.ts";

/** A credential that was checked locally: everything that never changes about it. */
export interface VerifiedCredential {
  readonly credential: Credential;
  /** Milliseconds since 1970, for a token its expiry; infinity for a cookie. */
  readonly validUntil: number;
}

/**
 * Credentials whose signatures this isolate has checked, by exactly what was presented, so that the same cookie or
 * token need not be checked again with every request. Says nothing about whether it is admitted.
 */
export class VerifiedCredentials {
  readonly #verified = new BoundedMap<string, VerifiedCredential>(capacity);

  find(organizationId: string, hostname: string, presented: string, now: number): Credential | null {
    const found = this.#verified.get(nameOf(organizationId, hostname, presented));
    return found !== undefined && now < found.validUntil ? found.credential : null;
  }

  remember(organizationId: string, hostname: string, presented: string, verified: VerifiedCredential): void {
    this.#verified.set(nameOf(organizationId, hostname, presented), verified);
  }
}

const capacity = 10_000;

/** Neither an organization's id nor a host name has a space. */
function nameOf(organizationId: string, hostname: string, presented: string): string {
  return `${organizationId} ${hostname} ${presented}`;
}
