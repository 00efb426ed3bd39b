import type { CreateTenant } from "../api.gen/types.gen.ts";
import type { HomeRegion } from "./home-region.ts";
import { slugProblem } from "./slug.ts";

/** A tenant that is being described, exactly as it was typed. */
export interface TenantDraft {
  readonly name: string;
  readonly slug: string;
  readonly primaryAdminEmail: string;
  readonly homeRegion: HomeRegion;
}

export type DraftProblems = Readonly<Partial<Record<keyof TenantDraft, string>>>;

/** What is wrong with a draft before the API has seen it, by field; empty when it can be sent. */
export function draftProblems(draft: TenantDraft): DraftProblems {
  const slug = slugProblem(draft.slug);
  return {
    ...(draft.name.trim() === "" ? { name: "Enter the organization's name." } : {}),
    ...(slug === null ? {} : { slug }),
    ...(/^\S+@\S+\.\S+$/.test(draft.primaryAdminEmail.trim())
      ? {}
      : { primaryAdminEmail: "Enter the address of the person who will run this tenant." }),
  };
}

export function tenantOf(draft: TenantDraft): CreateTenant {
  return { ...draft, name: draft.name.trim(), primaryAdminEmail: draft.primaryAdminEmail.trim() };
}
