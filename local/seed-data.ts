/** Who is there after the first `npm start`. */
export const seededTenants = [
  { slug: "acme", name: "Acme", owner: { email: "owner@acme.test", name: "Ada Owner" } },
  { slug: "globex", name: "Globex", owner: { email: "owner@globex.test", name: "Gil Owner" } },
] as const;

export const seededOperator = { email: "ops@gatehouse.test", name: "Olga Operator" } as const;

/** Printed by `npm start`; it protects nothing but this machine's own test data. */
export const seededPassword = "correct horse battery staple";
