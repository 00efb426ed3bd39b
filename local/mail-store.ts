import { appendFile, readFile, rename, writeFile } from "node:fs/promises";
import type { MailMessage } from "./mail-message.ts";

export interface MailStore {
  /** Newest first; `to` is an address, in any case. */
  list(to?: string): readonly MailMessage[];
  find(id: string): MailMessage | undefined;
  add(messages: readonly MailMessage[]): Promise<void>;
  clear(): Promise<void>;
}

/** Opens the messages kept in a file of JSON lines. Only the newest `limit` are kept. */
export async function openMailStore(path: string, limit = 1000): Promise<MailStore> {
  let messages = (await readMessages(path)).slice(-limit);
  let lines = 0;
  // One write at a time, in the order of the calls.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };
  const rewrite = async (): Promise<void> => {
    await writeFile(`${path}.new`, messages.map(line).join(""), { mode: 0o600 });
    await rename(`${path}.new`, path);
    lines = messages.length;
  };
  // What a killed platform half wrote must not swallow the next message's line.
  await rewrite();
  return {
    list(to) {
      const address = to?.trim().toLowerCase();
      return messages.filter((message) => address === undefined || message.to === address).toReversed();
    },
    find: (id) => messages.find((message) => message.id === id),
    add: (added) =>
      inTurn(async () => {
        // Written first: who is told that it was sent finds it, after a crash too.
        await appendFile(path, added.map(line).join(""), { mode: 0o600 });
        messages = [...messages, ...added].slice(-limit);
        lines += added.length;
        if (lines > 2 * limit) await rewrite();
      }),
    clear: () =>
      inTurn(async () => {
        messages = [];
        await rewrite();
      }),
  };
}

function line(message: MailMessage): string {
  return `${JSON.stringify(message)}\n`;
}

async function readMessages(path: string): Promise<MailMessage[]> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  return text.split("\n").flatMap((entry) => {
    try {
      return entry === "" ? [] : [JSON.parse(entry) as MailMessage];
    } catch {
      // Half a line: the platform was killed while writing it.
      return [];
    }
  });
}
