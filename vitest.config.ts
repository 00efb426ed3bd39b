import { defineConfig } from "vitest/config";

const patience = { testTimeout: 120_000, hookTimeout: 180_000 };

const onePlatform = {
  globalSetup: ["tests/shared-platform.ts"],
  // One platform on two cores: files take turns, so that what waits is a fault and not the queue.
  fileParallelism: false,
  ...patience,
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["{src,durable-objects,local,migrations,app,admin,ui,simulator,bench,docs}/**/*.test.ts"],
          exclude: ["**/node_modules/**", "**/dist/**"],
          ...patience,
        },
      },
      {
        test: {
          name: "gatekeeper",
          include: ["tests/durable-objects/**/*.test.ts"],
          fileParallelism: false,
          ...patience,
        },
      },
      {
        test: {
          name: "platform",
          include: ["tests/**/*.test.ts"],
          exclude: ["tests/durable-objects/**", "tests/walls/**"],
          ...onePlatform,
        },
      },
      {
        // Needs no more of a platform than its database, and minutes of the processor.
        test: { name: "walls", include: ["tests/walls/**/*.test.ts"], ...onePlatform },
      },
    ],
  },
});
