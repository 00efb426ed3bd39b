import { z } from "zod";
import { failure, success } from "../src/result/result.ts";
import type { Result } from "../src/result/result.ts";
import type { KeptHostname } from "./cloudflare-hostname.ts";
import { refusals } from "./cloudflare-refusal.ts";
import type { ApiRefusal } from "./cloudflare-refusal.ts";

/** What a list can be asked for: developers.cloudflare.com/api/resources/custom_hostnames/methods/list/ */
const query = z.strictObject({
  id: z.string().optional(),
  hostname: z.string().optional(),
  "hostname.exact": z.string().optional(),
  "hostname.contain": z.string().optional(),
  "hostname.startsWith": z.string().optional(),
  hostname_status: z.string().optional(),
  ssl_status: z.string().optional(),
  ssl: z.enum(["0", "1"]).optional(),
  order: z.enum(["ssl", "ssl_status"]).optional(),
  direction: z.enum(["asc", "desc"]).default("asc"),
  page: z.coerce.number().int().min(1).default(1),
  per_page: z.coerce.number().int().min(5).max(1000).default(20),
});

interface Page {
  readonly hostnames: readonly KeptHostname[];
  readonly info: {
    readonly page: number;
    readonly per_page: number;
    readonly count: number;
    readonly total_count: number;
    readonly total_pages: number;
  };
}

/** One page of those that are asked for, oldest first unless another order is. */
export function listed(all: readonly KeptHostname[], parameters: URLSearchParams): Result<Page, ApiRefusal> {
  const input = query.safeParse(Object.fromEntries(parameters));
  if (!input.success) return failure(refusals.query);
  const asked = input.data;
  const names = [
    asked.id,
    asked.hostname,
    asked["hostname.exact"],
    asked["hostname.contain"],
    asked["hostname.startsWith"],
  ];
  if (names.filter((name) => name !== undefined).length > 1) return failure(refusals.oneFilter);
  const exact = (asked.hostname ?? asked["hostname.exact"])?.toLowerCase();
  const contained = asked["hostname.contain"]?.toLowerCase() ?? "";
  const start = asked["hostname.startsWith"]?.toLowerCase() ?? "";
  const matching = all.filter(
    ({ id, hostname, status, sslStatus }) =>
      (asked.id === undefined || id === asked.id) &&
      (exact === undefined || hostname === exact) &&
      hostname.includes(contained) &&
      hostname.startsWith(start) &&
      (asked.hostname_status === undefined || status === asked.hostname_status) &&
      (asked.ssl_status === undefined || sslStatus === asked.ssl_status) &&
      // All here have a certificate, or are about to.
      asked.ssl !== "0",
  );
  if (asked.order === "ssl_status") matching.sort((one, other) => one.sslStatus.localeCompare(other.sslStatus));
  if (asked.direction === "desc") matching.reverse();
  const { page, per_page } = asked;
  const hostnames = matching.slice((page - 1) * per_page, page * per_page);
  const total = matching.length;
  return success({
    hostnames,
    info: { page, per_page, count: hostnames.length, total_count: total, total_pages: Math.ceil(total / per_page) },
  });
}
