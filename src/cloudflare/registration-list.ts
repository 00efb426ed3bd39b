import type { CustomHostnameListParams } from "cloudflare/resources/custom-hostnames/custom-hostnames";
import { z } from "zod";
import type { Registration } from "../hostnames/registration.ts";
import { customHostname, registrationOf } from "./registration.ts";

/** A list in Cloudflare's answer. That one entry is of another form than documented is no reason to hear of none. */
export const customHostnameList = z.object({
  success: z.literal(true),
  result: z.array(z.unknown()),
  result_info: z
    .object({
      total_pages: z.int().min(0).optional().catch(undefined),
      total_count: z.int().min(0).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});

type CustomHostnameList = z.infer<typeof customHostnameList>;

/** One page of all custom hostnames of the zone. */
export interface RegistrationPage {
  readonly registrations: readonly Registration[];
  /** How many entries were left out. */
  readonly notUnderstood: number;
  /** How many pages of this size there are. */
  readonly pages: number;
}

/** The most a page may have. */
export const registrationsPerPage = 50;

/** @param page which one the list is; the first is 1 */
export function registrationPage({ result, result_info: info }: CustomHostnameList, page: number): RegistrationPage {
  const registrations = result.flatMap((entry) => {
    const parsed = customHostname.safeParse(entry);
    return parsed.success ? [registrationOf(parsed.data)] : [];
  });
  const notUnderstood = result.length - registrations.length;
  return { registrations, notUnderstood, pages: pagesOf(page, result.length, info) };
}

/** Where nobody says how many there are, a full page means that there is another. */
function pagesOf(page: number, length: number, info: CustomHostnameList["result_info"]): number {
  if (info?.total_pages !== undefined) return info.total_pages;
  if (info?.total_count !== undefined) return Math.ceil(info.total_count / registrationsPerPage);
  return length < registrationsPerPage ? page : page + 1;
}

/** What is asked of a list, written as Cloudflare's own client does it: a part of a parameter stands behind a dot. */
export function listQuery(asked: Omit<CustomHostnameListParams, "zone_id">): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(asked)) {
    if (typeof value !== "object") query.append(name, String(value));
    else for (const [part, text] of Object.entries(value)) query.append(`${name}.${part}`, String(text));
  }
  return `?${query.toString()}`;
}
