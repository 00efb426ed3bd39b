import { Hono } from "hono";
import { anyonesMe } from "../me.ts";

/** The ceiling: what this machine answers when nobody is checked. */
const app = new Hono();
app.get("/api/me", (context) => context.json(anyonesMe));

export default app;
