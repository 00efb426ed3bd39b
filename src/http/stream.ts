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
 * @param finished called when the last page is out, the reader has gone, or a page could not be made: then with why
 */
export function streamPages(
  pages: AsyncIterator<string>,
  finished: (failure?: unknown) => void,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let gone = false;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await pages.next();
          if (gone) return;
          if (done !== true) return controller.enqueue(encoder.encode(value));
          controller.close();
          finished();
        } catch (error) {
          // Whatever was being made when the reader left has lost its connection.
          if (gone) return;
          finished(error);
          // What is thrown here is printed as it is, and may say what was asked of the database.
          controller.error(new Error("This answer was broken off"));
        }
      },
      async cancel() {
        gone = true;
        finished();
        await pages.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
