import { operatorRoute } from "../admin/route.ts";
import { answer, nothing } from "../http/route.ts";
import { platformChain } from "./chain.ts";
import { checkpointReader } from "./checkpoint.ts";
import { auditVerification, verificationQuery } from "./contract.ts";
import { StoredChain } from "./repository.ts";
import { rowsPerAnswer, verifyChain } from "./verify.ts";
import { bucketWitness } from "./witness.ts";

export const platformAuditChainRoutes = [
  operatorRoute({
    method: "get",
    path: "/api/admin/audit-logs/verify",
    operation: "verifyPlatformAuditLogs",
    summary: "Whether the platform's audit log is whole and unchanged; of a long log a stretch at a time",
    action: "audit-logs:read-admin",
    params: nothing,
    query: verificationQuery,
    body: nothing,
    answers: { 200: auditVerification },
    problems: [],
    async handle({ exchange, query }) {
      const stored = new StoredChain(platformChain, exchange.controlDb().db);
      const read = checkpointReader(exchange.config.auditVerificationKeys);
      const witness = bucketWitness(exchange.env.AUDIT_WITNESS);
      const { findings, ...counts } = await verifyChain(stored, { read, witness }, query.after, rowsPerAnswer);
      return answer(200, { ...counts, findings: [...findings] });
    },
  }),
];
