import type { FieldError } from "../http/problem.ts";
import { failure, success, type Result } from "../result/result.ts";
import type { ClientAuthentication } from "./provider.ts";

/** What somebody wants of how we prove to a provider who we are. Undefined: as it is. */
interface WantedClient {
  readonly clientSecret?: string | null | undefined;
  readonly clientAuthentication?: ClientAuthentication | undefined;
}

/**
 * How a provider's client authenticates: who gets a secret uses it, who has it taken away is a public client. Whether
 * there is a secret to go on with is the gatekeeper's to say, which alone knows.
 *
 * @param now how it has authenticated so far; null for a new one
 * @returns undefined: as before
 */
export function clientAuthenticationOf(
  { clientSecret, clientAuthentication }: WantedClient,
  now: ClientAuthentication | null,
): Result<ClientAuthentication | undefined, FieldError> {
  const path = "clientSecret";
  if (clientAuthentication === "none" && typeof clientSecret === "string") {
    return failure({ path, message: "is not used by a client without authentication" });
  }
  if (clientAuthentication !== undefined && clientAuthentication !== "none" && clientSecret === null) {
    return failure({ path, message: "is needed to authenticate with" });
  }
  if (clientAuthentication !== undefined || clientSecret === undefined) return success(clientAuthentication);
  if (clientSecret === null) return success("none");
  return success(now === null || now === "none" ? "client_secret_basic" : now);
}
