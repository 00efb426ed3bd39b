import { beforeAll, describe, expect, test } from "vitest";
import { asSuperuser } from "./platform.ts";
import { newTenant, password, visitor, type Tenant } from "./world.ts";

let tenant: Tenant;
beforeAll(async () => {
  tenant = await newTenant("closed");
});

const person = { email: "eve@evil.test", password, name: "Eve" };

/** Every path by which Better Auth or one of its plugins creates a user or an organization, or administers SSO. */
const doors: readonly (readonly [string, object])[] = [
  ["/api/auth/sign-up/email", person],
  ["/api/auth/sign-up", person],
  ["/api/auth//sign-up/email", person],
  ["/api/auth/sign-in/../sign-up/email", person],
  ["/api/auth/sign-up%2femail", person],
  ["/API/AUTH/sign-up/email", person],
  ["/api/auth/sign-up/email/", person],
  ["/api/auth/sign-in/social", { provider: "google" }],
  ["/api/auth/sign-in/anonymous", {}],
  ["/api/auth/sign-in/magic-link", { email: person.email }],
  ["/api/auth/sign-in/email-otp", { email: person.email, otp: "000000" }],
  ["/api/auth/sign-in/username", { username: "eve", password }],
  ["/api/auth/organization/create", { name: "Evil", slug: "evil" }],
  ["/api/auth/organization/set-active", { organizationId: "org_x" }],
  ["/api/auth/organization/invite-member", { email: person.email, role: "owner" }],
  ["/api/auth/organization/accept-invitation", { invitationId: "inv_x" }],
  ["/api/auth/admin/create-user", person],
  ["/api/auth/sso/register", { providerId: "evil", issuer: "https://evil.example", domain: "evil.example" }],
  ["/api/auth/sso/update-provider", { providerId: "evil" }],
  ["/api/auth/api-key/create", {}],
  ["/api/auth/scim/v2/Users", { userName: person.email }],
  ["/api/auth/update-user", { name: "Eve" }],
  ["/api/auth/change-email", { newEmail: person.email }],
  ["/api/auth/delete-user", {}],
  ["/api/auth/update-session", { organizationId: "org_x" }],
  ["/api/auth/verify-email", {}],
  ["/api/auth/set-password", { newPassword: password }],
];

function census() {
  return asSuperuser(async (sql) => {
    const [row] =
      await sql`select (select count(*) from users) as users, (select count(*) from organizations) as organizations`;
    return row;
  });
}

describe("nobody signs up by themselves", () => {
  test.each(doors)("%s does not exist, for visitors and for owners", async (path, body) => {
    const before = await census();
    for (const client of [await visitor(tenant.host), tenant.owner, await visitor("app.localhost")]) {
      for (const method of ["POST", "GET", "PUT"]) {
        const reply = await client.call(method, path, method === "GET" ? {} : { body });
        // A GET outside /api/ is a page of the app, which creates nothing.
        expect(
          reply.status === 404 || (method === "GET" && !path.startsWith("/api/")),
          `${method} ${path}: ${reply.status}`,
        ).toBe(true);
      }
    }
    expect(await census()).toEqual(before);
  });

  test("signing in with an unknown address creates nobody", async () => {
    const before = await census();
    const reply = await (await visitor(tenant.host)).post("/api/auth/sign-in/email", { email: person.email, password });
    expect(reply.status).toBe(401);
    expect(await census()).toEqual(before);
  });
});
