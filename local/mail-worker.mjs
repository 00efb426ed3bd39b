/**
 * Stands in for the `send_email` binding: the same `send()`, but the message goes to the local inbox.
 * JavaScript, because workerd runs this file as it is.
 */
import { WorkerEntrypoint } from "cloudflare:workers";

export default class LocalMail extends WorkerEntrypoint {
  /**
   * Takes what Cloudflare's binding takes (developers.cloudflare.com/email-service/api/send-emails/workers-api)
   * and throws as it does: an Error with a `code`.
   *
   * @param {Record<string, unknown>} message
   * @returns {Promise<{ messageId: string }>}
   */
  async send(message) {
    const response = await this.env.INBOX.fetch("http://inbox/messages", {
      method: "POST",
      body: JSON.stringify(message),
    });
    const answer = await response.json();
    if (response.ok) return answer;
    throw Object.assign(new Error(answer.message), { code: answer.code });
  }
}
