import { expect, test } from "vitest";
import { createTenantBody } from "../../../src/tenants/contract.ts";
import { draftProblems, tenantOf, type TenantDraft } from "./tenant-draft.ts";

const draft: TenantDraft = {
  name: " Initech ",
  slug: "initech",
  primaryAdminEmail: " bill@initech.test ",
  homeRegion: "weur",
};

test("a draft without problems is what the API accepts", () => {
  expect(draftProblems(draft)).toEqual({});
  expect(createTenantBody.parse(tenantOf(draft))).toEqual({
    name: "Initech",
    slug: "initech",
    primaryAdminEmail: "bill@initech.test",
    homeRegion: "weur",
  });
});

test("each field that is missing or malformed is named", () => {
  const problems = draftProblems({ ...draft, name: " ", slug: "In", primaryAdminEmail: "bill" });
  expect(Object.keys(problems)).toEqual(["name", "slug", "primaryAdminEmail"]);
});
