import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { askRunner, takeLock } from "./running-lock.ts";

const self = () => ({ pid: process.pid, port: 8787 });

it("gives a state to one platform at a time, and tells the second one who has it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "lock-"));
  const first = await takeLock(folder, self);
  expect(await takeLock(folder, self)).toEqual({ ok: false, heldBy: self() });
  if (first.ok) await first.release();
  expect(await askRunner(folder)).toBeNull();
  const second = await takeLock(folder, self);
  expect(second.ok).toBe(true);
  if (second.ok) await second.release();
});

it("is free again once its holder was killed", async () => {
  const folder = await mkdtemp(join(tmpdir(), "lock-"));
  const script = join(folder, "holder.mts");
  const lock = JSON.stringify(join(import.meta.dirname, "running-lock.ts"));
  await writeFile(
    script,
    `import { takeLock } from ${lock};
     await takeLock(${JSON.stringify(folder)}, () => ({ pid: process.pid, port: 1 }));
     process.send("held");
     setInterval(() => {}, 1000);`,
  );
  const holder = fork(script);
  await once(holder, "message");
  expect(await askRunner(folder)).toEqual({ pid: holder.pid, port: 1 });
  holder.kill("SIGKILL");
  await once(holder, "exit");
  const taken = await takeLock(folder, self);
  expect(taken.ok).toBe(true);
  if (taken.ok) await taken.release();
});
