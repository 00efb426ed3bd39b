import { z } from "@hono/zod-openapi";
import { emailAddress } from "../identity/contract.ts";

export const findTeamsBody = z.strictObject({ email: emailAddress }).openapi("FindTeams");
