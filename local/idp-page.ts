import { escaped } from "./html.ts";

/** What the sign-in form is filled with. */
export interface SignInForm {
  readonly realm: string;
  /** Whom the person signs in for. */
  readonly client: string;
  /** Where the form goes to, a path of this host. */
  readonly action: string;
  readonly email: string;
  readonly problem?: string;
}

/** The sign-in page of a realm: one form, one button. */
export function signInPage({ realm, client, action, email, problem }: SignInForm): string {
  return page(
    `Sign in at ${realm}`,
    `<h1>Sign in at ${escaped(realm)}</h1>
      <p class="quiet">This stands in for a company's identity provider. It takes anybody's word and tells
        <strong>${escaped(client)}</strong> who you are.</p>
      <form method="post" action="${escaped(action)}">
        <label for="email">E-mail</label>
        <input id="email" name="email" type="email" value="${escaped(email)}" autocomplete="email" required maxlength="254"${
          problem === undefined ? "" : ' aria-invalid="true" aria-describedby="problem"'
        }>
        ${problem === undefined ? "" : `<p id="problem" class="problem">${escaped(problem)}</p>`}
        <label for="name">Name <span class="quiet">(optional)</span></label>
        <input id="name" name="name" autocomplete="name" maxlength="200">
        <label for="groups">Groups <span class="quiet">(optional, separated by commas)</span></label>
        <input id="groups" name="groups" autocomplete="off" maxlength="2000">
        <button class="primary" type="submit">Sign in</button>
      </form>
      <p><a href="${escaped(`${action}/refuse`)}">Do not sign in</a></p>`,
  );
}

/** Asks whether somebody really wants to sign out. `form` is the provider's own, without a button. */
export function signOutPage(realm: string, form: string): string {
  const button =
    '<input type="hidden" name="logout" value="yes"><button class="primary" type="submit">Sign out</button>';
  return page(
    `Sign out of ${realm}`,
    `<h1>Sign out of ${escaped(realm)}?</h1>
      <p class="quiet">You are then signed out of everything that you came into from here.</p>
      ${form.replace("</form>", `${button}</form>`)}`,
  );
}

/** A page that only says something. */
export function messagePage(title: string, lines: readonly string[]): string {
  return page(
    title,
    `<h1>${escaped(title)}</h1>${lines.map((line) => `\n      <p class="quiet">${escaped(line)}</p>`).join("")}`,
  );
}

/** What a newcomer sees who opens the host itself. */
export function frontPage(origin: string): string {
  return messagePage("Identity providers", [
    "Every name is an OpenID provider of its own, made when it is first asked for.",
    `Use ${origin}/acme as the issuer, or any other name in place of acme.`,
    "Any client id works, and so does any secret: the first one that a client shows is its own from then on.",
    "At sign-in, say who you are; nobody checks.",
  ]);
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escaped(title)} · Local identity provider</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/page.css">
    <link rel="stylesheet" href="/sign-in.css">
  </head>
  <body>
    <main>
      ${content}
    </main>
  </body>
</html>
`;
}
