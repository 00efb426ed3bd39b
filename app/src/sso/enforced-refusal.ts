/**
 * What a refusal by required single sign-on means.
 *
 * @param mayConfirm an owner: only then is what comes after the change the reason, as of others the server refuses any
 * change of what a provider in use is trusted by
 * @param locksOut what is told an owner
 */
export function enforcedRefusal(mayConfirm: boolean, locksOut: string): string {
  return mayConfirm
    ? `Single sign-on is required here, and ${locksOut}`
    : "Single sign-on is required here: while it is, only an owner can change how a provider in use is reached and whom it lets in. A name, the product and the sign-out at the provider are yours to change.";
}
