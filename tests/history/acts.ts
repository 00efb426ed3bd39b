import { randomInt } from "node:crypto";
import type { Held, Person, Stage } from "./stage.ts";

/*
 * What people do on the stage that takes access away or changes the configuration. Each writes down what it was told.
 */

export async function endSession({ recorder, anywhere }: Bound, actor: Held, target: Held): Promise<void> {
  if (target.id === null) return;
  const heard = await recorder.hear(() => anywhere(actor.client).delete(`/api/sessions/${target.id}`));
  recorder.act(heard, { kind: "end-session", session: target.name });
}

/** Asks, and hangs up before the answer: whoever did it will never know. */
export async function endSessionUnheard({ recorder, platform }: Bound, actor: Held, target: Held): Promise<void> {
  if (target.id === null) return;
  const heard = await recorder.hear(async () => {
    const headers = { cookie: cookieOf(actor), origin: actor.client.origin };
    await platform.fetch(`${actor.client.origin}/api/sessions/${target.id}`, {
      method: "DELETE",
      headers,
      signal: AbortSignal.timeout(randomInt(1, 15)),
    });
    throw new Error("Not waited for");
  });
  recorder.act(heard, { kind: "end-session", session: target.name });
}

export async function endOthers({ recorder, anywhere }: Bound, actor: Held): Promise<void> {
  const heard = await recorder.hear(() => anywhere(actor.client).post("/api/sessions/revoke-others"));
  recorder.act(heard, { kind: "end-user", user: actor.person.id, except: actor.name });
}

export async function endAll({ recorder, anywhere }: Bound, owner: Held): Promise<void> {
  const heard = await recorder.hear(() => anywhere(owner.client).post("/api/org/sessions/revoke-all"));
  recorder.act(heard, { kind: "end-all" });
}

export async function endAllAsOperator({ recorder, operator, organizationId }: Bound): Promise<void> {
  const path = `/api/admin/tenants/${organizationId}/sessions/revoke-all`;
  const heard = await recorder.hear(() => operator.post(path, { reason: "test" }));
  recorder.act(heard, { kind: "end-all" });
}

export async function suspendAndRestore({ recorder, operator, organizationId }: Bound): Promise<void> {
  const tenant = `/api/admin/tenants/${organizationId}`;
  const suspended = await recorder.hear(() => operator.post(`${tenant}/suspend`, { reason: "test" }));
  recorder.act(suspended, { kind: "suspend" });
  const restored = await recorder.hear(() => operator.post(`${tenant}/restore`));
  recorder.act(restored, { kind: "restore" });
}

export async function changeRole({ recorder, anywhere }: Bound, owner: Held, member: Person): Promise<void> {
  const role = randomInt(2) === 0 ? "admin" : "member";
  const heard = await recorder.hear(() => anywhere(owner.client).patch(`/api/org/members/${member.id}`, { role }));
  recorder.act(heard, { kind: "change-role", user: member.id, role });
}

export async function removeMember({ recorder, anywhere }: Bound, owner: Held, member: Person): Promise<void> {
  const heard = await recorder.hear(() => anywhere(owner.client).delete(`/api/org/members/${member.id}`));
  recorder.act(heard, { kind: "remove-member", user: member.id });
}

export async function changeSettings({ recorder, anywhere }: Bound, owner: Held): Promise<void> {
  const current = await anywhere(owner.client).get("/api/org/settings");
  const etag = current.headers.get("etag");
  if (etag === null) return;
  const appName = `Name ${randomInt(1_000_000)}`;
  const heard = await recorder.hear(() =>
    anywhere(owner.client).patch("/api/org/settings", { appName }, { headers: { "if-match": etag } }),
  );
  recorder.act(heard, { kind: "change-settings", settings: appName });
}

/** With the link from the mail, while other sign-ins with the old password are on their way. */
export async function resetPassword({ recorder, platform, anywhere }: Bound, held: Held): Promise<void> {
  const { person } = held;
  const asked = await anywhere(held.client)
    .post("/api/auth/request-password-reset", { email: person.email })
    .catch(() => null);
  if (asked?.status !== 200) return;
  const seen = platform.mail.list(person.email)[0]?.id;
  const mail = await newerMail(() => platform.mail.list(person.email)[0], seen);
  const token = /reset-password\S*?token=([\w.~-]+)/.exec(mail?.text ?? "")?.[1];
  if (token === undefined) return;
  const secret = `a new passphrase ${randomInt(1_000_000)}`;
  const heard = await recorder.hear(() =>
    anywhere(held.client).post("/api/auth/reset-password", { token, newPassword: secret }),
  );
  recorder.act(heard, { kind: "reset-password", user: person.id, secret });
  // Refused, it is the old one; acknowledged, the new; otherwise nobody knows.
  const status = heard.reply?.status ?? 503;
  if (status === 200) person.passwords = [secret];
  else if (status === 503) person.passwords.push(secret);
}

async function newerMail<Mail extends { readonly id: string }>(
  newest: () => Mail | undefined,
  seen: string | undefined,
): Promise<Mail | undefined> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const mail = newest();
    if (mail !== undefined && mail.id !== seen) return mail;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return newest();
}

/** A stage whose methods may be taken off it. */
export type Bound = Pick<Stage, "recorder" | "platform" | "operator" | "organizationId" | "anywhere">;

export function bound(stage: Stage): Bound {
  const { recorder, platform, operator, organizationId } = stage;
  return { recorder, platform, operator, organizationId, anywhere: (client) => stage.anywhere(client) };
}

function cookieOf({ client }: Held): string {
  return [...client.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
}
