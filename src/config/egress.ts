import { z } from "zod";
import type { PublicAddress } from "../tenancy/public-origin.ts";

/** Whom a Worker asks for DNS records: two resolvers that speak DNS over HTTPS in JSON, separated by a space. */
export const resolverVariables = {
  DNS_OVER_HTTPS: z
    .string()
    .transform((text) => text.split(" ").filter((part) => part !== ""))
    .pipe(z.tuple([z.url({ protocol: /^https?$/ }), z.url({ protocol: /^https?$/ })])),
};

/** What a Worker that calls identity providers needs to know. */
export const egressVariables = { ...resolverVariables, LOCAL_ISSUERS: z.string().default("") };

/**
 * Where DNS questions go; without TLS only on a developer's machine. Two addresses of one machine would be one witness
 * that speaks twice.
 */
export function resolversFrom(
  variables: { readonly DNS_OVER_HTTPS: readonly [string, string] },
  address: PublicAddress,
): readonly [string, string] {
  const [first, second] = [new URL(variables.DNS_OVER_HTTPS[0]), new URL(variables.DNS_OVER_HTTPS[1])];
  for (const endpoint of [first, second]) {
    if (endpoint.protocol !== "https:" && !isLocal(endpoint, address)) {
      throw invalid("DNS_OVER_HTTPS", "must be https outside a developer's machine");
    }
  }
  if (first.href === second.href || (first.host === second.host && !isLocal(first, address))) {
    throw invalid("DNS_OVER_HTTPS", "must name two different resolvers");
  }
  return [first.href, second.href];
}

/**
 * The origins that may be called without TLS and without a look at their addresses: stand-ins on a developer's machine.
 * Anywhere else a Worker with such a list does not start, and therefore cannot be deployed.
 */
export function localIssuersFrom(
  variables: { readonly LOCAL_ISSUERS: string },
  address: PublicAddress,
): ReadonlySet<string> {
  const listed = variables.LOCAL_ISSUERS.split(",")
    .map((text) => text.trim())
    .filter((text) => text !== "");
  for (const text of listed) {
    const url = URL.canParse(text) ? new URL(text) : null;
    if (url === null || url.origin !== text || !isLocal(url, address)) {
      throw invalid("LOCAL_ISSUERS", "may only list origins under .localhost, and only where PUBLIC_SCHEME is http");
    }
  }
  return new Set(listed);
}

function isLocal({ hostname }: URL, address: PublicAddress): boolean {
  return address.scheme === "http" && hostname.endsWith(".localhost");
}

function invalid(variable: string, message: string): Error {
  return new Error(`The configuration of this Worker is not valid: ${variable} (${message})`);
}
