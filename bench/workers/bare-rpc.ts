import { Hono } from "hono";
import { anyonesMe } from "../me.ts";
import type { Counter } from "./counter.ts";

/**
 * The floor of strong consistency without tricks: every request asks its tenant's object, which looks into its
 * SQLite. As with Gatehouse the object lives in a Worker of its own.
 */
const app = new Hono<{ Bindings: { COUNTER: DurableObjectNamespace<Counter> } }>();
app.get("/api/me", async (context) => {
  const host = context.req.header("host") ?? "";
  const revision = await context.env.COUNTER.getByName(host).revision();
  return revision === 1 ? context.json(anyonesMe) : context.json({ revision }, 500);
});

export default app;
