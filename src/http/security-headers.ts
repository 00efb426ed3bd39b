/** Sent with everything, pages and answers alike (`_headers` files would not reach a Worker's responses). */
const everywhere = {
  "cross-origin-resource-policy": "same-origin",
  // Links in mails carry tokens: no page may tell another where its reader came from.
  "referrer-policy": "no-referrer",
  "strict-transport-security": "max-age=63072000; includeSubDomains; preload",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/**
 * Of an answer of the API, which loads nothing and is nobody's page. What only pages need is left out: every header is
 * paid for with every answer.
 */
export const answerSecurityHeaders: Readonly<Record<string, string>> = {
  ...everywhere,
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
};

/** Scripts and styles come from our own files only; the apps set styles through the CSSOM, which the policy allows. */
const pageSecurityHeaders: Readonly<Record<string, string>> = {
  ...everywhere,
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; "),
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
};

/**
 * At a tenant's own hostname: what stands below it is theirs, and so is the word that lists the name in browsers.
 * RFC 6797 section 6.1.
 */
export const strictTransportAtCustomHost = "max-age=63072000";

/** A copy of a response that was made elsewhere, with a page's security headers. A WebSocket's 101 is passed on as it is. */
export function withSecurityHeaders(response: Response): Response {
  if (response.webSocket) return response;
  const secured = new Response(response.body, response);
  for (const [name, value] of Object.entries(pageSecurityHeaders)) secured.headers.set(name, value);
  return secured;
}
