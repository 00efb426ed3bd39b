import { expect, test } from "vitest";
import { isAnyFailing, queueName, queuesByConcern, type Queue } from "./queue.ts";

const queue = (kind: string, waiting: number, failing: number): Queue => ({ kind, waiting, failing, oldest: null });

test("a queue is shown by what it does, and one this console does not know by its kind", () => {
  expect(queueName("mail.invitation")).toBe("Invitation mails");
  expect(queueName("mail.carrier-pigeon")).toBe("mail.carrier-pigeon");
  expect(queueName("constructor")).toBe("constructor");
});

test("failing queues come first, then the longest, and the given list stays as it was", () => {
  const given = [queue("a", 9, 0), queue("b", 1, 1), queue("c", 20, 0), queue("d", 3, 2)];
  expect(queuesByConcern(given).map(({ kind }) => kind)).toEqual(["d", "b", "c", "a"]);
  expect(given[0]?.kind).toBe("a");
});

test("there is trouble exactly when something fails", () => {
  expect(isAnyFailing([queue("a", 9, 0)])).toBe(false);
  expect(isAnyFailing([queue("a", 9, 0), queue("b", 1, 1)])).toBe(true);
});
