import { expect, test } from "vitest";
import { TaskQueue } from "./queue.ts";

test("tasks run one at a time, in the order they came", async () => {
  const queue = new TaskQueue();
  const seen: string[] = [];
  const gates = ["a", "b", "c"].map((name) => ({ name, open: Promise.withResolvers<void>() }));
  const done = gates.map(({ name, open }) =>
    queue.run(async () => {
      seen.push(`${name} begins`);
      await open.promise;
      seen.push(`${name} ends`);
    }),
  );
  for (const { open } of gates.toReversed()) open.resolve();
  await Promise.all(done);
  expect(seen).toEqual(["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
});

test("a task that throws fails for its caller alone", async () => {
  const queue = new TaskQueue();
  const failing = queue.run(async () => {
    throw new Error("broken");
  });
  const next = queue.run(async () => "fine");
  await expect(failing).rejects.toThrow("broken");
  await expect(next).resolves.toBe("fine");
});
