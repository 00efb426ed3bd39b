import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Response } from "miniflare";
import type { V4ServiceDesignator, V4WorkerOptions } from "miniflare";

/**
 * A Worker that is one secret of the Secrets Store. Whoever asks gets the value of that moment, as in production,
 * where it changes without a deployment.
 *
 * @param read gives the value as it is now
 */
export function secretStoreWorker(name: string, read: () => Promise<string>): V4WorkerOptions {
  return {
    name,
    compatibilityDate: "2026-11-01",
    modules: [
      {
        type: "ESModule",
        path: "worker.mjs",
        contents: readFileSync(join(import.meta.dirname, "secret-store-worker.mjs"), "utf8"),
      },
    ],
    serviceBindings: {
      STORE: async () =>
        read().then(
          (value) => new Response(value),
          () => new Response(null, { status: 503 }),
        ),
    } as unknown as Record<string, V4ServiceDesignator>,
  };
}
