import { answer, refuseUpgrade, requestHead, webHandler } from "./edge-handler.ts";
import type { EdgeHandler } from "./edge-handler.ts";
import type { LocalAccess } from "./access.ts";
import type { WorkerProxy } from "./worker-proxy.ts";

const assertionHeader = "cf-access-jwt-assertion";

/** Puts Access before a Worker: what gets through carries a signed assertion of who it is. */
export function accessGate(access: LocalAccess, worker: WorkerProxy): EdgeHandler {
  const own = webHandler((request) => access.fetch(request));
  return {
    async request(request, response) {
      const head = requestHead(request);
      if (new URL(head.url).pathname.startsWith("/cdn-cgi/access/")) return own.request(request, response);
      const outcome = await access.guard(head);
      if ("refusal" in outcome) return answer(response, outcome.refusal);
      worker.forward(request, response, { [assertionHeader]: outcome.token });
    },
    async upgrade(request, socket, head) {
      const outcome = await access.guard(requestHead(request));
      if ("refusal" in outcome) return refuseUpgrade(socket, outcome.refusal.status, await outcome.refusal.text());
      worker.forwardUpgrade(request, socket, head, { [assertionHeader]: outcome.token });
    },
  };
}
