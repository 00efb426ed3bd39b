import { WorkerEntrypoint, env as environment } from "cloudflare:workers";
import { acceptInvitation } from "../identity/invitation-acceptance.ts";
import { requestPasswordReset, resetPassword } from "../identity/password-reset.ts";
import type { IdentityRpc, IdentityVisit } from "../identity/rpc.ts";
import { signInWithPassword } from "../identity/sign-in.ts";
import { sealClientSecret } from "../sso/client-secret.ts";
import { discoverIssuer } from "../sso/discovery.ts";
import type { TokenSubject } from "../tokens/claims.ts";
import { TokenKeyRing } from "../tokens/key-ring.ts";
import { mintToken } from "../tokens/mint.ts";
import { authConfig, type AuthEnv } from "./config.ts";
import { AuthPipeline } from "./pipeline.ts";

// A Worker with a bad configuration does not start.
const pipeline = new AuthPipeline(authConfig(environment));
const keys = new TokenKeyRing(pipeline.seal, () => new Date());

/** Everything this worker does: there is no route to it, and no other method. Nobody signs up here. */
export class AuthService extends WorkerEntrypoint<AuthEnv> implements IdentityRpc {
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
