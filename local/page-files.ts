import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** The path of a file that a page of the platform's own is made of, with its name in `pages` and its type. */
export type PageFiles = Readonly<Record<string, readonly [file: string, type: string]>>;

/** One of the files, or null. The page may load nothing but them. */
export async function pageFile(files: PageFiles, path: string): Promise<Response | null> {
  const found = new Map(Object.entries(files)).get(path);
  if (found === undefined) return null;
  return new Response(await readFile(join(import.meta.dirname, "pages", found[0])), {
    headers: {
      "content-type": `${found[1]}; charset=utf-8`,
      "content-security-policy":
        "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
      "x-content-type-options": "nosniff",
      "cache-control": "no-cache",
    },
  });
}
