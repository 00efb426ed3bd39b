import { expect, test, vi } from "vitest";
import { NextFlights } from "./next-flight.ts";

/** A destination that answers when told to, with the questions it was brought. */
function destination() {
  const calls: { questions: readonly string[]; land: () => void }[] = [];
  const call = (questions: readonly string[]) =>
    new Promise<string>((resolve) => {
      calls.push({ questions, land: () => resolve(`answer to ${questions.join("+")}`) });
    });
  return { calls, call };
}

const moment = () => new Promise<void>((resolve) => setImmediate(resolve));
const crew = { wait: () => new Promise<void>(() => {}), anchor: () => undefined };

test("whoever asks while a call is on its way boards the next one, together", async () => {
  const flights = new NextFlights<string, string>(() => 5, 256);
  const { calls, call } = destination();
  const first = flights.board("org", "a", "a", call, crew);
  await moment();
  const second = flights.board("org", "b", "b", call, crew);
  const third = flights.board("org", "c", "c", call, crew);
  await moment();
  expect(calls.map(({ questions }) => questions)).toEqual([["a"]]);
  calls[0]?.land();
  await moment();
  expect(calls.map(({ questions }) => questions)).toEqual([["a"], ["b", "c"]]);
  calls[1]?.land();
  expect(await first).toEqual({ answer: "answer to a", seat: 0, departedAt: 5 });
  expect(await second).toMatchObject({ answer: "answer to b+c", seat: 0 });
  expect(await third).toMatchObject({ answer: "answer to b+c", seat: 1 });
});

test("one question asked by many takes one seat", async () => {
  const flights = new NextFlights<string, string>(() => 0, 256);
  const { calls, call } = destination();
  const all = Promise.all([1, 2, 3].map(() => flights.board("org", "a", "a", call, crew)));
  await moment();
  calls[0]?.land();
  expect((await all).map((landing) => landing?.seat)).toEqual([0, 0, 0]);
  expect(calls).toHaveLength(1);
});

test("a full flight leaves with its passengers, and the rest board another", async () => {
  const flights = new NextFlights<string, string>(() => 0, 2);
  const { calls, call } = destination();
  const all = ["a", "b", "c"].map((name) => flights.board("org", name, name, call, crew));
  await moment();
  expect(calls.map(({ questions }) => questions)).toEqual([["a", "b"], ["c"]]);
  for (const { land } of calls) land();
  expect((await Promise.all(all)).map((landing) => landing?.answer)).toEqual([
    "answer to a+b",
    "answer to a+b",
    "answer to c",
  ]);
});

test("destinations do not wait for each other", async () => {
  const flights = new NextFlights<string, string>(() => 0, 256);
  const { calls, call } = destination();
  void flights.board("one", "a", "a", call, crew);
  await moment();
  void flights.board("other", "b", "b", call, crew);
  await moment();
  expect(calls.map(({ questions }) => questions)).toEqual([["a"], ["b"]]);
});

test("passengers of a flight that never lands open another, and give up when that is lost too", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  try {
    const flights = new NextFlights<string, string>(() => 0, 256);
    const { calls, call } = destination();
    const patient = {
      ...crew,
      wait: (milliseconds: number) => new Promise<void>((ring) => setTimeout(ring, milliseconds)),
    };
    const rescued = flights.board("org", "a", "a", call, patient);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(calls.map(({ questions }) => questions)).toEqual([["a"], ["a"]]);
    calls[1]?.land();
    expect(await rescued).toMatchObject({ answer: "answer to a" });
    const lost = flights.board("org", "b", "b", call, patient);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(await lost).toBeNull();
  } finally {
    vi.useRealTimers();
  }
});

test("a call that fails fails its passengers, and not those of the next", async () => {
  const flights = new NextFlights<string, string>(() => 0, 256);
  const failed = flights.board("org", "a", "a", () => Promise.reject(new Error("gone")), crew);
  await expect(failed).rejects.toThrow("gone");
  const next = flights.board("org", "b", "b", () => Promise.resolve("fine"), crew);
  expect((await next)?.answer).toBe("fine");
});
