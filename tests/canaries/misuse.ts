import type { CallOptions, Client } from "../client.ts";
import { adminMatrix, serverMatrix } from "../isolation/route-table.ts";
import { WatchedClient } from "./haystack.ts";
import type { Staged } from "./life.ts";
import { host, random, type Stage } from "./stage.ts";

/** Secrets in every place of a request where none belongs, on every route, from everybody. */
export async function misuse(stage: Stage, { owner, operator: operating }: Staged): Promise<void> {
  const typed = stage.aviary.plant("what was typed into a request", random("typed"));
  const fields = ["email", "password", "newPassword", "token", "name", "slug", "role", "reason", "appName", typed];
  const body = Object.fromEntries(fields.map((field) => [field, typed]));
  const headers = {
    authorization: `Bearer ${typed}`,
    "x-admin-enrollment-token": typed,
    "cf-access-jwt-assertion": typed,
    "idempotency-key": typed,
    "if-match": `"${typed}"`,
    "x-forwarded-host": `${typed}.app.localhost`,
    "x-request-id": typed,
  };
  const requests: CallOptions[] = [
    { body },
    { body, headers },
    { raw: `{"password":"${typed} is "odd"` },
    { raw: typed },
    { raw: JSON.stringify({ password: typed.repeat(30_000) }) },
    { body: [typed] },
    { body, headers: { "content-type": "text/plain" } },
    { body, headers: { origin: `http://${typed}.app.localhost` } },
    { body, headers: { cookie: `__Host-gatehouse.session_token=${typed}.${typed}; other=${typed}` } },
  ];
  const drive = async (client: Client, routes: typeof serverMatrix): Promise<void> => {
    for (const route of routes) {
      const path = route.path.replaceAll(/:\w+|\*/g, typed);
      const methods = route.method === "ALL" ? ["GET", "POST"] : [route.method];
      for (const method of methods) {
        for (const request of method === "GET" ? [{}, { headers }] : requests) {
          await unlessCutOff(client.call(method, `${path}?token=${typed}&email=${typed}&cursor=${typed}`, request));
        }
      }
    }
  };
  // Each comes from an address of its own, so that no limit cuts the run short.
  await drive(stage.visitor(), serverMatrix);
  await drive(
    new WatchedClient(stage.answers, stage.platform.port, host, signedIn(owner)),
    withoutEndings(serverMatrix),
  );
  await drive(new WatchedClient(stage.answers, stage.platform.port, "admin.localhost", operating.cookies), adminMatrix);
  // Around Access, straight to the Worker: what came with the request is all there is.
  const { port } = await stage.platform.workers.unsafeGetDirectURL("gatehouse-admin");
  await drive(
    new WatchedClient(stage.answers, stage.platform.port, "admin.localhost", new Map(), Number(port)),
    adminMatrix,
  );

  await typedByMistake(stage, owner);
}

async function typedByMistake(stage: Stage, owner: Client): Promise<void> {
  const wrong = stage.aviary.plant("a wrong password", random("wrong"));
  const slip = stage.aviary.plant("a password that looks like an address", `${random("slip")}@hunter.test`);
  const local = slip.slice(0, slip.indexOf("@"));
  stage.aviary.plant("the telling part of it", local);
  for (const email of ["owner@canaries.test", "nobody@canaries.test", wrong, slip]) {
    const client = stage.visitor();
    await client.post("/api/auth/sign-in/email", { email, password: wrong });
    await client.post("/api/auth/request-password-reset", { email });
  }
  await stage.visitor().post("/api/auth/reset-password", { token: wrong, newPassword: `${wrong}${wrong}` });
  await owner.get(`/api/org/audit-logs?search=${encodeURIComponent(wrong)}`);
}

/** Who is told early that a body is too large may find the connection closed before all of it is sent. */
async function unlessCutOff(reply: Promise<unknown>): Promise<void> {
  await reply.catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ECONNRESET" && error.code !== "EPIPE") throw error;
  });
}

/** What would end the session that the rest is tried with. */
function withoutEndings(routes: typeof serverMatrix): typeof serverMatrix {
  return routes.filter(({ key }) => !/sign-out|revoke-all/.test(key));
}

function signedIn({ cookies }: Client): ReadonlyMap<string, string> {
  return new Map(cookies);
}
