import { anyQuery, answer, nothing } from "../http/route.ts";
import { doorRoute } from "../server/route.ts";
import { currentTenant } from "./contract.ts";

export const tenancyRoutes = [
  doorRoute({
    method: "get",
    path: "/api/tenancy/current",
    operation: "getCurrentTenant",
    summary: "Which organization is at this address, and how it looks",
    params: nothing,
    query: anyQuery,
    body: nothing,
    answers: { 200: currentTenant },
    problems: ["APEX"],
    async handle({ visit: { snapshot } }) {
      return answer(200, {
        organizationId: snapshot.organizationId,
        slug: snapshot.slug,
        enforceSSO: snapshot.enforceSso,
        providers: snapshot.providers.map(({ providerId, label }) => ({ providerId, label })),
        branding: {
          appName: snapshot.settings.appName,
          ...(snapshot.settings.primaryColor === null ? {} : { primaryColor: snapshot.settings.primaryColor }),
        },
      });
    },
  }),
];
