import { WorkerEntrypoint, env as environment } from "cloudflare:workers";
import { acceptInvitation } from "../identity/invitation-acceptance.ts";
import { requestPasswordReset, resetPassword } from "../identity/password-reset.ts";
import type { IdentityRpc, IdentityVisit } from "../identity/rpc.ts";
import { signInWithPassword } from "../identity/sign-in.ts";
import { backchannelLogout } from "../sso/backchannel-logout.ts";
import { finishSso } from "../sso/callback.ts";
import { sealClientSecret } from "../sso/client-secret.ts";
import { discoverIssuer } from "../sso/discovery.ts";
import { logoutUrl } from "../sso/provider-logout.ts";
import { createRecoveryCode, deleteRecoveryCode, signInWithRecoveryCode } from "../sso/recovery.ts";
import type { SignedOut, SsoAnswer, SsoRpc, SsoStart } from "../sso/rpc.ts";
import { startSso } from "../sso/start.ts";
import type { TokenSubject } from "../tokens/claims.ts";
import { TokenKeyRing } from "../tokens/key-ring.ts";
import { mintToken } from "../tokens/mint.ts";
import { authConfig, type AuthEnv } from "./config.ts";
import { AuthPipeline } from "./pipeline.ts";

// A Worker with a bad configuration does not start.
const pipeline = new AuthPipeline(authConfig(environment));
const keys = new TokenKeyRing(pipeline.seal, () => new Date());

/** Everything this worker does: there is no route to it, and no other method. Nobody signs up here. */
export class AuthService extends WorkerEntrypoint<AuthEnv> implements IdentityRpc, SsoRpc {
  signInWithPassword(visit: IdentityVisit, credentials: { email: string; password: string }) {
    return pipeline.ceremony(visit, this.env, this.ctx, (ceremony) => signInWithPassword(ceremony, credentials));
  }

  requestPasswordReset(visit: IdentityVisit, request: { email: string }) {
    return pipeline.ceremony(visit, this.env, this.ctx, (ceremony) => requestPasswordReset(ceremony, request));
  }

  resetPassword(visit: IdentityVisit, request: { token: string; newPassword: string }) {
    return pipeline.ceremony(visit, this.env, this.ctx, (ceremony) => resetPassword(ceremony, request));
  }

  acceptInvitation(visit: IdentityVisit, acceptance: { invitationId: string; name: string; password: string }) {
    return pipeline.ceremony(visit, this.env, this.ctx, (ceremony) => acceptInvitation(ceremony, acceptance));
  }

  sealClientSecret(request: { organizationId: string; clientSecret: string }) {
    return sealClientSecret(pipeline.seal, request);
  }

  discoverIssuer({ issuer }: { issuer: string }) {
    return discoverIssuer(pipeline.egress, issuer);
  }

  startSso(visit: IdentityVisit, request: SsoStart) {
    return pipeline.ceremony(visit, this.env, this.ctx, (ceremony) => startSso(ceremony, request));
  }

  finishSso(visit: IdentityVisit, answer: SsoAnswer) {
    return pipeline.ceremony(visit, this.env, this.ctx, (ceremony) => finishSso(ceremony, answer));
  }

  backchannelLogout(visit: IdentityVisit, request: { providerId: string; logoutToken: string }) {
    return pipeline.ceremony(visit, this.env, this.ctx, (ceremony) => backchannelLogout(ceremony, request));
  }

  logoutUrl(visit: IdentityVisit, request: SignedOut) {
    return pipeline.ceremony(visit, this.env, this.ctx, (ceremony) => logoutUrl(ceremony, request));
  }

  signInWithRecoveryCode(visit: IdentityVisit, credentials: { email: string; code: string }) {
    return pipeline.ceremony(visit, this.env, this.ctx, (ceremony) => signInWithRecoveryCode(ceremony, credentials));
  }

  createRecoveryCode(visit: IdentityVisit, owner: { userId: string; name: string }) {
    return pipeline.ceremony(visit, this.env, this.ctx, (ceremony) => createRecoveryCode(ceremony, owner));
  }

  deleteRecoveryCode(visit: IdentityVisit, request: { userId: string; actor: { userId: string; name: string } }) {
    return pipeline.ceremony(visit, this.env, this.ctx, (ceremony) => deleteRecoveryCode(ceremony, request));
  }

  jwks() {
    return pipeline.control(this.env, this.ctx, (control) => keys.publicKeys(control));
  }

  mintToken(subject: TokenSubject) {
    return pipeline.control(this.env, this.ctx, async (control) =>
      mintToken(subject, await keys.signingKey(control), new Date()),
    );
  }

  health() {
    return pipeline.health(this.env, this.ctx);
  }
}

export default { fetch: () => new Response(null, { status: 404 }) } satisfies ExportedHandler<AuthEnv>;
