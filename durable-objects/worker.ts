export { AttemptCounter } from "./attempt-counter.ts";
export { CloudflareZone } from "./cloudflare-zone.ts";
export { TenantCoordinator } from "./tenant-coordinator.ts";

// Nobody reaches this Worker but through the bindings of its Durable Objects.
export default {};
