import type { Egress } from "../egress/egress.ts";
import { inTurns } from "../egress/turns.ts";
import type { FieldError } from "../http/problem.ts";
import type { IssuerFlaw } from "../openid/failure.ts";
import { issuerOf, refusedAddressOf } from "../openid/issuer.ts";

/** Where a provider is said to be. */
interface Places {
  readonly issuer?: string | undefined;
  readonly endpoints?: Readonly<Record<string, string | undefined>> | null | undefined;
}

/**
 * What is wrong with the addresses of a provider, as far as can be told without calling it: each must be https and lead
 * to public addresses. One whose name cannot be resolved is accepted; a provider that is down is no reason to refuse.
 */
export async function placeErrors({ issuer, endpoints }: Places, egress: Egress): Promise<readonly FieldError[]> {
  const named = Object.entries(endpoints ?? {}).map(([name, url]) => [`endpoints.${name}`, url] as const);
  const errors = await inTurns(
    [["issuer", issuer] as const, ...named],
    async ([path, url]): Promise<FieldError | null> => {
      if (url === undefined) return null;
      const checked = path === "issuer" ? issuerOf(url, egress) : endpointOf(url, egress);
      const flaw = checked.ok ? await refusedAddressOf(url, egress) : checked.failure;
      return flaw === null ? null : { path, message: sentenceOf(flaw) };
    },
    // Of each name both kinds of addresses are asked for.
    2,
  );
  return errors.filter((error) => error !== null);
}

/** RFC 6749 section 3.1: an endpoint may have a query and no fragment. */
function endpointOf(url: string, egress: Egress): ReturnType<typeof egress.destination> {
  const fragment = url.indexOf("#");
  return egress.destination(fragment === -1 ? url : "");
}

function sentenceOf(flaw: IssuerFlaw): string {
  switch (flaw.reason) {
    case "insecure":
      return "must begin with https://";
    case "credentials_in_url":
      return "must not have a user name or a password in it";
    case "query_or_fragment":
      return "must not have a query or a fragment";
    case "refused_port":
      return "must not name a port";
    case "refused_name":
      return "must be a name that everybody can resolve";
    case "refused_address":
      return "must not lead to an address that is not public";
    default:
      return "must be an address like https://login.example.com";
  }
}
