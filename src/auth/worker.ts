import { WorkerEntrypoint } from "cloudflare:workers";
export class AuthService extends WorkerEntrypoint {}
export default {};
