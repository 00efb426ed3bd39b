/** A tenant's log or the platform's own: each has a chain. */
export type Chain = { readonly kind: "tenant"; readonly organizationId: string } | { readonly kind: "platform" };

export const platformChain: Chain = { kind: "platform" };

/** What a chain is called where it is hashed, signed and witnessed. No organization's id is `platform`. */
export function chainName(chain: Chain): string {
  return chain.kind === "tenant" ? chain.organizationId : "platform";
}
