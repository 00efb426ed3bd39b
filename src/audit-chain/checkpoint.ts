import { CompactSign, compactVerify, createLocalJWKSet, importJWK } from "jose";
import { z } from "zod";
import { sha256Hex } from "../identifiers/digest.ts";
import { failure, success, type Result } from "../result/result.ts";

/** What the platform states about a chain: that at this time, the link at this place had this hash. */
export interface Checkpoint {
  /** An organization's id, or `platform`. */
  readonly chain: string;
  readonly sequence: number;
  readonly hash: string;
  /** ISO 8601. */
  readonly at: string;
  /** The digest of the checkpoint before it, null for the first. */
  readonly previous: string | null;
}

const claims = z.strictObject({
  chain: z.string(),
  sequence: z.number().int().positive(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.iso.datetime(),
  previous: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
});

const coordinate = z.string().regex(/^[\w-]{43}$/);
const publicKey = z.object({
  kty: z.literal("EC"),
  crv: z.literal("P-256"),
  x: coordinate,
  y: coordinate,
  kid: z.string().min(1),
});
const signingKey = publicKey.extend({ d: coordinate });
const verificationKeys = z.object({ keys: z.array(publicKey).min(1) });

/** A private key (JWK, ES256) that signs checkpoints. */
export type AuditSigningKey = Readonly<z.output<typeof signingKey>>;

/** The public halves of every key that ever signed one (RFC 7517 section 5). */
export type AuditVerificationKeys = Readonly<z.output<typeof verificationKeys>>;

/** `AUDIT_SIGNING_KEY` of a Worker's configuration, as JSON. */
export const auditSigningKey = json("a private JWK of P-256 with a kid").pipe(signingKey);

/** `AUDIT_VERIFICATION_KEYS`, as JSON. */
export const auditVerificationKeys = json("a JWK set of P-256 keys with a kid each").pipe(verificationKeys);

/** Its signed form, a compact JWS (RFC 7515 section 7.1). */
export async function signCheckpoint(checkpoint: Checkpoint, key: AuditSigningKey): Promise<string> {
  const privateKey = await importJWK({ ...key }, algorithm, { extractable: false });
  const { chain, sequence, hash, at, previous } = checkpoint;
  return new CompactSign(new TextEncoder().encode(JSON.stringify({ chain, sequence, hash, at, previous })))
    .setProtectedHeader({ alg: algorithm, kid: key.kid, typ: statementType })
    .sign(privateKey);
}

/** What a signed statement says, if the platform signed it as a checkpoint. */
export type ReadCheckpoint = (statement: string) => Promise<Result<Checkpoint, "forged">>;

/** Reads statements that one of these keys signed; whatever else it is given is forged. */
export function checkpointReader(keys: AuditVerificationKeys): ReadCheckpoint {
  const find = createLocalJWKSet({ keys: keys.keys.map((key) => ({ ...key, alg: algorithm })) });
  return async (statement) => {
    try {
      const { payload, protectedHeader } = await compactVerify(statement, find, { algorithms: [algorithm] });
      if (protectedHeader.typ !== statementType) return failure("forged");
      const parsed = claims.safeParse(JSON.parse(new TextDecoder().decode(payload)));
      return parsed.success ? success(parsed.data) : failure("forged");
    } catch {
      return failure("forged");
    }
  };
}

/** How the next checkpoint refers to this one. */
export function statementDigest(statement: string): Promise<string> {
  return sha256Hex(statement);
}

const algorithm = "ES256";
/** Apart from every other thing that is signed with a JWS. */
const statementType = "gatehouse-audit-checkpoint";

function json(what: string) {
  return z.string().transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: "custom", message: `must be ${what}, as JSON` });
      return z.NEVER;
    }
  });
}
