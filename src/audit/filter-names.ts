/** By what an audit log can be narrowed down; `organizationId` is the operators' alone. */
export const filterNames = [
  "event",
  "category",
  "outcome",
  "actorType",
  "actorId",
  "targetId",
  "address",
  "requestId",
  "correlationId",
  "from",
  "to",
  "search",
  "organizationId",
] as const;
