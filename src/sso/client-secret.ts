import type { Seal } from "../secrets/seal.ts";
import { placeOf, sealedColumns } from "../secrets/sealed-columns.ts";

/** Seals a client secret for its column: in plain text it rests nowhere. */
export function sealClientSecret(
  seal: Seal,
  { organizationId, clientSecret }: { readonly organizationId: string; readonly clientSecret: string },
): Promise<string> {
  return seal.seal(clientSecret, placeOf(sealedColumns.clientSecret, organizationId));
}

export function openClientSecret(seal: Seal, organizationId: string, sealed: string): Promise<string> {
  return seal.open(sealed, placeOf(sealedColumns.clientSecret, organizationId));
}
