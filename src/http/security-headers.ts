/**
 * Sent with everything, pages and answers alike (`_headers` files would not reach a Worker's responses). Scripts and
 * styles come from our own files only; the apps set styles through the CSSOM, which the policy allows.
 */
const headers = {
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
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  // Links in mails carry tokens: no page may tell another where its reader came from.
  "referrer-policy": "no-referrer",
  "strict-transport-security": "max-age=63072000; includeSubDomains; preload",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
} as const;

/** A copy of the response with the security headers set. A WebSocket's 101 is passed on as it is. */
export function withSecurityHeaders(response: Response, more: Readonly<Record<string, string>> = {}): Response {
  if (response.webSocket) return response;
  const secured = new Response(response.body, response);
  for (const [name, value] of Object.entries({ ...headers, ...more })) secured.headers.set(name, value);
  return secured;
}
