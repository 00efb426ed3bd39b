/** A hostname as Cloudflare has it, in its own words where they are words: unknown ones are kept. */
export interface Registration {
  readonly id: string;
  readonly hostname: string;
  readonly status: string;
  readonly sslStatus: string;
  readonly method: string;
  /** Of the certificate, ISO 8601. */
  readonly certificateExpiresAt: string | null;
  /** Records by which it can become active before its CNAME is there. */
  readonly records: readonly RegistrationRecord[];
  /** Cloudflare's sentences about what is wrong: at most 10 of 300 characters. */
  readonly errors: readonly string[];
}

/** `ownership`: that the hostname is to be served here. `certificate`: that the certificate may be issued. `renewal`: by delegation, for ever. */
export interface RegistrationRecord {
  readonly purpose: "ownership" | "certificate" | "renewal";
  readonly type: "TXT" | "CNAME";
  readonly name: string;
  readonly value: string;
}
