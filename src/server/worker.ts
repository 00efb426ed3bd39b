import { env as environment } from "cloudflare:workers";
import { serverApi } from "./api.ts";
import { serverConfig, type ServerEnv } from "./config.ts";

// A Worker with a bad configuration does not start.
const api = serverApi(serverConfig(environment));

export default {
  fetch: (request, env, context) => api.fetch(request, env, context),
} satisfies ExportedHandler<ServerEnv>;
