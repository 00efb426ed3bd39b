import type { ClientAuthentication, EmailVerification } from "../../../../src/sso/provider.ts";

/**
 * What to do in a product's own console, in its own words. In the sentences, what stands between backticks is written
 * there: a menu, a tab, a button or a field.
 */
export interface Guide {
  readonly name: string;
  /** Where to begin; null where everybody's is elsewhere. */
  readonly console: { readonly name: string; readonly url: string | null };
  /** How to make an application there, up to the client secret. */
  readonly application: readonly string[];
  readonly issuer: { readonly placeholder: string; readonly hint: string; readonly fixed?: string };
  readonly clientSecretHint: string;
  /** Where the addresses go. */
  readonly addresses: {
    readonly callback: string;
    /** Null where the product has no such thing. */
    readonly postLogout: string | null;
    readonly backchannelLogout: string | null;
    /** What is missing there, and what that means. */
    readonly note?: string;
  };
  /** How to have it say which roles somebody has; null where it cannot. */
  readonly roles: { readonly claim: string; readonly steps: string } | null;
  readonly defaults: {
    readonly clientAuthentication: ClientAuthentication;
    readonly emailVerification: EmailVerification;
    readonly logoutAtProvider: boolean;
  };
  /** What goes wrong there more often than elsewhere. */
  readonly caution?: string;
}
