import { expect, test } from "vitest";
import { refusal } from "../admin-world.ts";
import { newTenant, tokenOf } from "../world.ts";

test.each(["null", "", "http://app.localhost", "https://{host}", "http://{host}", "http://{host}.evil.test"])(
  "a page of the origin %j changes nothing, even with a token beside the cookie",
  async (template) => {
    const tenant = await newTenant("csrf");
    const origin = template.replace("{host}", tenant.host);
    const authorization = `Bearer ${await tokenOf(tenant.owner)}`;
    for (const headers of [{ origin }, { origin, authorization }]) {
      const reply = await tenant.owner.post("/api/org/sessions/revoke-all", {}, { headers });
      expect(refusal(reply)).toEqual([403, "ORIGIN_REFUSED"]);
    }
    expect((await tenant.owner.get("/api/me")).status).toBe(200);
  },
);
