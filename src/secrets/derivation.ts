/** HMAC-SHA-256 (RFC 2104) of a text, by a secret that is a text. */
export async function hmacSha256(secret: string, text: string): Promise<Uint8Array> {
  const bytes = (value: string) => new TextEncoder().encode(value);
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", bytes(secret), algorithm, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, bytes(text)));
}
