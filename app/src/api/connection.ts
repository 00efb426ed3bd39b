import { problemFrom } from "../../../ui/problem.ts";
import { client } from "../api.gen/client.gen.ts";

/** Sets up the generated client; once, before the first request. Everything is same-origin, and so is the cookie. */
export function connectTenantApi(): void {
  client.setConfig({ baseUrl: "", parseAs: "json", throwOnError: true, credentials: "same-origin", cache: "no-store" });
  client.interceptors.request.use(withBody);
  client.interceptors.error.use((error: unknown, response: Response | undefined) =>
    error instanceof DOMException && error.name === "AbortError" ? error : problemFrom(error, response),
  );
}

/** What changes something is always JSON, even an act without fields, so that no other site's form could send it. */
function withBody(request: Request): Request {
  const { method, headers } = request;
  if (method === "GET" || headers.has("content-type")) return request;
  return new Request(request, { method, body: "{}", headers: [...headers, ["content-type", "application/json"]] });
}
