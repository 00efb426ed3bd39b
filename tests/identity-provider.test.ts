import { beforeAll, describe, expect, test } from "vitest";
import { identityProvider, type IdentityProvider } from "../src/identity/identity-provider.ts";
import { newPool, type Pool } from "./identity-world.ts";
import { password } from "./world.ts";

let pool: Pool;
beforeAll(async () => {
  pool = await newPool();
});

async function within<Value>(work: (auth: IdentityProvider["auth"]) => Promise<Value>): Promise<Value> {
  const ceremony = await pool.ceremony();
  return ceremony.database.transaction((statements) =>
    work(identityProvider(statements, { ...ceremony, method: "password" }).auth),
  );
}

describe("Better Auth, as it is set up here", () => {
  const eve = { email: "eve@evil.test", password, name: "Eve" };

  test("refuses to sign anybody up, called from inside or through its own router", async () => {
    await within(async (auth) => {
      await expect(auth.api.signUpEmail({ body: eve })).rejects.toMatchObject({
        body: { code: "EMAIL_PASSWORD_SIGN_UP_DISABLED" },
      });
      for (const headers of [{}, { origin: pool.visit.publicOrigin }]) {
        const request = new Request(`${pool.visit.publicOrigin}/api/auth/sign-up/email`, {
          method: "POST",
          headers: { "content-type": "application/json", ...headers },
          body: JSON.stringify(eve),
        });
        expect((await auth.handler(request)).ok).toBe(false);
      }
    });
    expect(await pool.rows("users")).toEqual([]);
  });

  test("starts no session for who is no member, by its own means either", async () => {
    await within(async (auth) => {
      const { internalAdapter } = await auth.$context;
      const user = await internalAdapter.createUser({ email: "stray@people.test", name: "Stray" }, { method: "test" });
      expect(await internalAdapter.createSession(user.id)).toBeNull();
      await expect(auth.api.startSession({ body: { userId: user.id } })).rejects.toThrow();
      await expect(auth.api.startSession({ body: { userId: "usr_nobody" } })).rejects.toThrow();
    });
    expect(await pool.rows("sessions")).toEqual([]);
  });

  test("does not route to the start of a session", async () => {
    await within(async (auth) => {
      expect(auth.api.startSession.path).toBeUndefined();
      for (const path of ["start-session", "startSession", "undefined", ""]) {
        const request = new Request(`${pool.visit.publicOrigin}/api/auth/${path}`, { method: "POST" });
        expect((await auth.handler(request)).status).toBe(404);
      }
    });
  });

  test("trusts its own origin and no other, whatever a request says of itself", async () => {
    await within(async (auth) => {
      const { trustedOrigins, baseURL } = await auth.$context;
      expect(trustedOrigins).toEqual([pool.visit.publicOrigin]);
      expect(baseURL).toBe(`${pool.visit.publicOrigin}/api/auth`);
    });
  });

  test("names its cookies so that no sibling can set them", async () => {
    await within(async (auth) => {
      const { authCookies } = await auth.$context;
      for (const { name, attributes } of Object.values(authCookies)) {
        expect(name).toMatch(/^__Host-gatehouse\./);
        expect(attributes).toMatchObject({ secure: true, httpOnly: true, sameSite: "lax", path: "/" });
        expect(attributes).not.toHaveProperty("domain");
      }
    });
  });
});
