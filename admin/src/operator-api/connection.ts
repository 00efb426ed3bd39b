import { client } from "../api.gen/client.gen.ts";
import { problemOf } from "./answer.ts";

/** Sets up the generated client; once, before the first request. */
export function connectOperatorApi(): void {
  client.setConfig({
    baseUrl: "",
    parseAs: "json",
    throwOnError: true,
    // Without a session Access redirects to its sign-in on another origin, which must not be followed. To requests that
    // say they come from a script it answers 401 instead.
    redirect: "manual",
    headers: { "x-requested-with": "XMLHttpRequest" },
  });
  client.interceptors.request.use((request) =>
    // What changes something is always JSON, so that no other site's form can send it.
    request.method === "GET" || request.headers.has("content-type")
      ? request
      : new Request(request, {
          method: request.method,
          body: "{}",
          headers: [...request.headers, ["content-type", "application/json"]],
        }),
  );
  client.interceptors.error.use((error: unknown, response: Response | undefined) =>
    error instanceof DOMException && error.name === "AbortError" ? error : problemOf(error, response),
  );
}
