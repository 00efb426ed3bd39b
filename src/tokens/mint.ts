import { SignJWT, type CryptoKey } from "jose";
import { tokenAlgorithm, tokenLifetimeSeconds, type TokenSubject } from "./claims.ts";
import { tokenType } from "./verify.ts";

/** A private key that signs now, and the name under which its public half is published. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
}

/** A tenant JWT for 15 minutes. The subject is copied from an admission's verdict, never from a cached snapshot. */
export async function mintToken(subject: TokenSubject, key: SigningKey, now: Date): Promise<string> {
  const issuedAt = Math.floor(now.getTime() / 1000);
  return new SignJWT({
    sid: subject.sessionId,
    org: { id: subject.organizationId, host: subject.hostname, sessionVersion: subject.sessionVersion },
    epoch: subject.epoch,
  })
    .setProtectedHeader({ alg: tokenAlgorithm, typ: tokenType, kid: key.kid })
    .setIssuer(subject.publicOrigin)
    .setAudience(subject.publicOrigin)
    .setSubject(subject.userId)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + tokenLifetimeSeconds)
    .sign(key.privateKey);
}
