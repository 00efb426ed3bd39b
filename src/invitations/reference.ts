import type { Target } from "../audit/event.ts";

/** How many characters of an invitation's id anyone may see: the rest leaves 124 bits to guess. */
const invitationReferenceLength = "inv_".length + 16;

/**
 * How an invitation is named to whom its id must not be told. The id is the capability that the mailed link carries,
 * and whoever holds it becomes what it offers: only the answer that created it and the mail have it whole. Lists,
 * documents and audit logs have its beginning.
 */
export function invitationReference(id: string): string {
  return id.slice(0, invitationReferenceLength);
}

/** An invitation as the target of an audit row, which people read who could otherwise accept it. */
export function invitationTarget({ reference, email }: { readonly reference: string; readonly email: string }): Target {
  return { type: "invitation", id: reference, name: email };
}
