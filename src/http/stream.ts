import { z } from "@hono/zod-openapi";

const mediaTypes = new WeakMap<z.ZodType, readonly string[]>();

/** The schema of an answer that is sent while it is made, in one of these media types: `answer(200, stream, headers)`. */
export function streamOf(...types: readonly string[]): z.ZodType<ReadableStream<Uint8Array>> {
  const schema = z.custom<ReadableStream<Uint8Array>>((value) => value instanceof ReadableStream);
  mediaTypes.set(schema, types);
  return schema;
}

/** The media types of a streamed answer, null for one that is JSON. */
export function streamedTypes(schema: z.ZodType): readonly string[] | null {
  return mediaTypes.get(schema) ?? null;
}

/**
 * A body that is made page by page, each when the one before has been sent: whoever reads slowly is not written ahead
 * for, and memory holds one page. What `pages` throws breaks the answer off: a body without its end is an error to
 * whoever receives it (RFC 9112 section 8), where a short one would look whole.
 *
 * @param finished called once, when the last page is out, the reader has gone, or a page could not be made
 */
export function streamPages(pages: AsyncIterator<string>, finished: () => void): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await pages.next();
          if (done !== true) return controller.enqueue(encoder.encode(value));
          controller.close();
        } catch (error) {
          controller.error(error);
        }
        finished();
      },
      async cancel() {
        finished();
        await pages.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
