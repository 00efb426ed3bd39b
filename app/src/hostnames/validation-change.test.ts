import { expect, test, vi } from "vitest";
import { ProblemError } from "../../../ui/problem.ts";
import type { Hostname } from "../api.gen/types.gen.ts";
import { changeValidation } from "./validation-change.ts";

const hostname = (version: number, validation: Hostname["validation"] = "http"): Hostname =>
  ({ id: "hst_1", version, validation, lifecycleStatus: "pending_cloudflare" }) as Hostname;
const stale = (current: unknown) => new ProblemError(412, { code: "PRECONDITION_FAILED", current });

test("that the hostname has got on in the meantime is no conflict", async () => {
  const send = vi
    .fn<(base: Hostname) => Promise<Hostname>>()
    .mockRejectedValueOnce(stale(hostname(2)))
    .mockImplementation((base) => Promise.resolve(hostname(base.version + 1, "txt")));
  expect((await changeValidation(hostname(1), "txt", send)).version).toBe(3);
  expect(send.mock.calls.map(([base]) => base.version)).toEqual([1, 2]);
});

test("what somebody else has chosen alike is not chosen again", async () => {
  const send = vi.fn<(base: Hostname) => Promise<Hostname>>().mockRejectedValue(stale(hostname(2, "txt")));
  expect(await changeValidation(hostname(1), "txt", send)).toMatchObject({ version: 2, validation: "txt" });
  expect(send).toHaveBeenCalledTimes(1);
});

test("every other refusal is told, and so is one that comes again and again", async () => {
  const gone = new ProblemError(404, { code: "NOT_FOUND" });
  await expect(changeValidation(hostname(1), "txt", () => Promise.reject(gone))).rejects.toBe(gone);
  const unreadable = stale("something");
  await expect(changeValidation(hostname(1), "txt", () => Promise.reject(unreadable))).rejects.toBe(unreadable);
  const always = stale(hostname(2));
  await expect(changeValidation(hostname(1), "txt", () => Promise.reject(always))).rejects.toBe(always);
});
