import type { Addressed, Gatekeeper, OpenSessionCommand } from "../../src/gatekeeper/contract.ts";

/** A session to be opened as the last step of a sign-in that begins now. */
export type Opening = Addressed<Omit<OpenSessionCommand, "asOf">>;

/** Opens sessions at their gatekeepers: from outside of workerd every call would take a detour. */
export default {
  async fetch(request, env) {
    const failures: string[] = [];
    for (const opening of await request.json<Opening[]>()) {
      const { organizationId, session } = opening;
      const gatekeeper = env.COORDINATOR.getByName(`org:${organizationId}`) as unknown as Gatekeeper;
      const visit = await gatekeeper.visit({ organizationId, host: session.host, knownConfigVersion: 0 });
      if (visit.kind !== "welcome") failures.push(`${session.host} is ${visit.kind}`);
      else {
        const opened = await gatekeeper.openSession({ ...opening, asOf: visit.revision });
        if (!opened.ok) failures.push(`${session.email}: ${opened.failure}`);
      }
    }
    return Response.json(failures);
  },
} satisfies ExportedHandler<{ readonly COORDINATOR: DurableObjectNamespace }>;
