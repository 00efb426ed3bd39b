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
