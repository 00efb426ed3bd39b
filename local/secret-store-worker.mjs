/**
 * Stands in for a binding of Cloudflare's Secrets Store: the same `get()`, answered by whoever runs the platform.
 * JavaScript, because workerd runs this file as it is.
 */
import { WorkerEntrypoint } from "cloudflare:workers";

export default class LocalSecret extends WorkerEntrypoint {
  /** @returns {Promise<string>} */
  async get() {
    const response = await this.env.STORE.fetch("http://store/");
    if (!response.ok) throw new Error("Secret not found");
    return response.text();
  }
}
