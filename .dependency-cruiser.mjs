// The arrows between the parts of Gatehouse. `npm run check` fails on any that points the wrong way.
const pureFolders = "^src/(result|identifiers)/";

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "pure-imports-only-pure",
      comment: "Results and identifiers depend on nothing of ours.",
      severity: "error",
      from: { path: pureFolders, pathNot: "\\.test\\.ts$" },
      to: { pathNot: [pureFolders, "^node_modules"] },
    },
    {
      name: "only-pipelines-import-routes",
      comment: "A handler is reached through its worker's route table and pipeline, never around them.",
      severity: "error",
      from: { pathNot: ["^src/(server|admin)/routes\\.ts$", "\\.test\\.ts$"] },
      to: { path: "^src/(?!server/|admin/)[^/]+/[a-z-]*routes\\.ts$" },
    },
    {
      name: "tenant-scope-has-few-makers",
      comment: "Who may say for which tenant a database handle is built.",
      severity: "error",
      from: {
        pathNot: [
          "^src/authorization/grant\\.ts$",
          "^src/auth/",
          "^src/audit-chain/tenant-chains\\.ts$",
          "^src/identity/",
          "^src/operators/grant\\.ts$",
          "^src/sso/domain-upkeep\\.ts$",
          "^src/hostnames/held\\.ts$",
          "^durable-objects/",
          "\\.test\\.ts$",
          "^tests/",
        ],
      },
      to: { path: "^src/database/tenant-scope\\.ts$", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "workers-do-not-import-each-other",
      severity: "error",
      from: { path: "^src/(server|auth|admin)/" },
      to: { path: "^(src/(server|auth|admin)|durable-objects)/", pathNot: "^src/$1/" },
    },
    {
      name: "gatekeepers-import-no-routes",
      severity: "error",
      from: { path: "^durable-objects/" },
      to: { path: ["^src/(server|auth|admin)/", "routes\\.ts$"] },
    },
    {
      name: "production-does-not-know-the-local-platform",
      severity: "error",
      from: { path: "^(src|durable-objects|app|admin|ui)/", pathNot: "\\.test\\.tsx?$" },
      to: { path: "^(local|tests|bench|simulator)/" },
    },
    {
      name: "apps-see-only-contracts",
      comment: "What an app may know of the server is its contract and the client generated from its document.",
      severity: "error",
      from: { path: "^(app|admin|ui)/" },
      to: {
        path: "^(src|durable-objects|migrations)/",
        pathNot: [
          "/contract\\.ts$",
          "^src/authorization/(role|action)\\.ts$",
          "^src/operators/role\\.ts$",
          "^src/audit/event\\.ts$",
          "^src/sso/(provider|refusal)\\.ts$",
          "^src/hostnames/hostname\\.ts$",
          "^src/openid/(advice|check)\\.ts$",
        ],
      },
    },
    {
      name: "apps-do-not-import-each-other",
      severity: "error",
      from: { path: "^(app|admin)/" },
      to: { path: "^(app|admin)/", pathNot: "^$1/" },
    },
    { name: "ui-imports-no-app", severity: "error", from: { path: "^ui/" }, to: { path: "^(app|admin)/" } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.base.json" },
    doNotFollow: { path: "node_modules" },
    exclude: { path: ["/dist/", "api\\.gen", "\\.gen\\.ts$"] },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["workerd", "import", "default"] },
  },
};
