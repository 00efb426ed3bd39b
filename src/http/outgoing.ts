/** As much of the platform's `fetch` as a call needs, so that a test may answer it. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** The platform's own. Called through a function, because in Workers `fetch` refuses to be anybody's method. */
export const platformFetch: Fetch = (url, init) => fetch(url, init);

/**
 * A response's body as text, null when it is larger than the limit. Bytes are counted while they are read and after
 * they were decompressed: Content-Length may lie, and a small body may unpack to a huge one.
 */
export async function limitedText(response: Response, maximumBytes: number): Promise<string | null> {
  const reader = response.body?.getReader();
  if (reader === undefined) return "";
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    if (bytes > maximumBytes) {
      // Who sends too much may also take long to hear that nobody listens any more.
      reader.cancel().catch(() => undefined);
      return null;
    }
    text += decoder.decode(value, { stream: true });
  }
}
