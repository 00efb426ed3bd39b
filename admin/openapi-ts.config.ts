import { defineConfig } from "@hey-api/openapi-ts";

export default defineConfig({
  input: "../src/admin/openapi.json",
  output: { path: "src/api.gen", clean: true },
  plugins: [
    { name: "@hey-api/client-fetch", baseUrl: false, throwOnError: true },
    "@hey-api/typescript",
    { name: "@hey-api/sdk", responseStyle: "data" },
  ],
});
