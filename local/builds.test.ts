import { mkdir, mkdtemp, readFile, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { built } from "./builds.ts";

let root: string;
let made: number;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "build-"));
  made = 0;
  await mkdir(join(root, "src", "deep"), { recursive: true });
  await writeFile(join(root, "src", "deep", "a.ts"), "1");
});

const build = {
  name: "thing",
  inputs: ["src/**"],
  async make(folder: string) {
    made += 1;
    await writeFile(join(folder, "result"), `made ${made}`);
  },
};

it("builds once for the same inputs, and again when one changes, appears or is renamed", async () => {
  const first = await built(root, build);
  expect(await built(root, build)).toBe(first);
  expect(made).toBe(1);
  await writeFile(join(root, "src", "deep", "a.ts"), "2");
  expect(await built(root, build)).not.toBe(first);
  await writeFile(join(root, "src", "b.ts"), "");
  await built(root, build);
  expect(made).toBe(3);
});

it("finds an earlier result again after a change was taken back", async () => {
  const first = await built(root, build);
  await writeFile(join(root, "src", "deep", "a.ts"), "2");
  await built(root, build);
  await writeFile(join(root, "src", "deep", "a.ts"), "1");
  expect(await built(root, build)).toBe(first);
  expect(await readFile(join(first, "result"), "utf8")).toBe("made 1");
});

it("does not build for tests, nor for what builds leave behind", async () => {
  const first = await built(root, build);
  await writeFile(join(root, "src", "deep", "a.test.ts"), "");
  await mkdir(join(root, "src", "dist"));
  await writeFile(join(root, "src", "dist", "a.js"), "");
  expect(await built(root, build)).toBe(first);
});

it("leaves nothing of a build that failed", async () => {
  const failing = {
    ...build,
    async make(folder: string) {
      await writeFile(join(folder, "half"), "");
      throw new Error("no");
    },
  };
  await expect(built(root, failing)).rejects.toThrow("no");
  expect(await readdir(join(root, ".gatehouse", "thing"))).toEqual([]);
  await built(root, build);
  expect(made).toBe(1);
});
