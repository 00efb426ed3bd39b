/** Where a browser is led that came to a route as to a page, and was refused: a path of the app's. */
export type RefusalPage = (
  problem: { readonly code: string; readonly reason: string | undefined },
  requestId: string,
) => string;

/**
 * Leads a browser that was refused to a page that says why, whichever step of the pipeline it was that refused: people
 * are not shown what is written for programs. All headers stay, so that cookies are cleared all the same.
 */
export async function shownAsPage(
  request: Request,
  refused: Response,
  requestId: string,
  pageOf: RefusalPage,
): Promise<Response> {
  if (refused.status < 400 || request.headers.get("accept")?.includes("text/html") !== true) return refused;
  const { code, reason } = await refused.json<{ code: string; reason?: string }>();
  const headers = new Headers(refused.headers);
  headers.delete("content-type");
  headers.set("location", pageOf({ code, reason }, requestId));
  return new Response(null, { status: 302, headers });
}
