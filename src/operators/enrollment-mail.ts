export interface EnrollmentMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/**
 * What a new operator is sent. The token stands behind `#`, which browsers keep to themselves: it reaches no server
 * log and no referrer.
 *
 * @param url made of the admin origin and a token: nothing in it needs escaping
 */
export function enrollmentMail(url: string, expiresAt: string): EnrollmentMail {
  const until = `${expiresAt.slice(0, 10)} ${expiresAt.slice(11, 16)} UTC`;
  return {
    subject: "Your operator account",
    text: [
      "You have been made an operator of this platform.",
      "",
      "Open this link and come in through Access with this e-mail address:",
      url,
      "",
      `The link works once, until ${until}. If you did not expect it, tell your security team.`,
    ].join("\n"),
    html: [
      "<p>You have been made an operator of this platform.</p>",
      `<p><a href="${url}">Open the console</a> and come in through Access with this e-mail address.</p>`,
      `<p>The link works once, until ${until}. If you did not expect it, tell your security team.</p>`,
    ].join("\n"),
  };
}
