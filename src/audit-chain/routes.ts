import { auditVerificationGuard } from "../attempts/guard.ts";
import { answer, nothing } from "../http/route.ts";
import { memberRoute } from "../server/route.ts";
import { checkpointReader } from "./checkpoint.ts";
import { auditVerification, verificationQuery } from "./contract.ts";
import { StoredChain } from "./repository.ts";
import { rowsPerAnswer, verifyChain } from "./verify.ts";
import { bucketWitness } from "./witness.ts";

export const auditChainRoutes = [
  memberRoute({
    method: "get",
    path: "/api/org/audit-logs/verify",
    operation: "verifyAuditLogs",
    summary:
      "Whether the audit log is whole and unchanged; of a long log a stretch at a time, the next after `nextAfter`",
    action: "audit-logs:read",
    params: nothing,
    query: verificationQuery,
    body: nothing,
    answers: { 200: auditVerification },
    problems: [],
    guard: auditVerificationGuard,
    async handle({ exchange, grant, query }) {
      const { db, organizationId } = exchange.tenantDb(grant);
      const stored = new StoredChain({ kind: "tenant", organizationId }, db);
      const read = checkpointReader(exchange.config.auditVerificationKeys);
      const witness = bucketWitness(exchange.env.AUDIT_WITNESS);
      const { findings, ...counts } = await verifyChain(stored, { read, witness }, query.after, rowsPerAnswer);
      return answer(200, { ...counts, findings: [...findings] });
    },
  }),
];
