import { Problem } from "./problem.ts";

/**
 * Refuses a request that a page of another origin may have sent with our cookies (design, section 2, step 4). Sibling
 * tenants are same-site, so SameSite is not the wall: Origin must equal the public origin, and what changes
 * something must not be a request that a plain form could make.
 *
 * @param origin the public origin of the validated host: never taken from the request's URL
 */
export function checkOrigin(request: Request, origin: string): Problem | null {
  if (request.headers.get("origin") !== origin) return new Problem("ORIGIN_REFUSED");
  return isSimple(request) ? new Problem("ORIGIN_REFUSED", { detail: "Send the body as application/json." }) : null;
}

/**
 * Whether a page of another origin, a sibling tenant's included, had the browser ask. Links and pictures send cookies
 * too, and no Origin: what leaves a trace although it only reads is not for them. Browsers say so since 2023; programs
 * say nothing.
 */
export function wasAskedByAnotherPage(request: Request): boolean {
  const site = request.headers.get("sec-fetch-site");
  return site === "cross-site" || site === "same-site";
}

/** Whether a request changes something, going by its method. */
export function changesSomething(request: Request): boolean {
  return request.method !== "GET" && request.method !== "HEAD" && request.method !== "OPTIONS";
}

/** Whether a form on another site could have sent it without asking first (Fetch standard, CORS-safelisted request). */
function isSimple(request: Request): boolean {
  if (request.method !== "POST") return false;
  const mediaType = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (mediaType === "application/json") return false;
  if (mediaType === "multipart/form-data") return request.headers.get("x-gatehouse-request") !== "1";
  // An act without fields may come without a body, and so without a type. A browser then says where it comes from.
  if (mediaType === undefined) return (request.headers.get("sec-fetch-site") ?? "same-origin") !== "same-origin";
  return true;
}
