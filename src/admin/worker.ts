import { env as environment } from "cloudflare:workers";
import { adminApi } from "./api.ts";
import { adminConfig, type AdminEnv } from "./config.ts";
import { runCron } from "./cron.ts";

// A Worker with a bad configuration does not start.
const config = adminConfig(environment);
const api = adminApi(config);

export default {
  fetch: (request, env, context) => api.fetch(request, env, context),
  scheduled: (_controller, env) => runCron(env, config),
} satisfies ExportedHandler<AdminEnv>;
