import { escaped } from "./html.ts";

/** The page that asks who is coming in. `returnTo` has been checked: it is a path of this host. */
export function accessPage(operators: readonly string[], returnTo: string, problem?: string): string {
  const choices = operators.map(
    (email) =>
      `<button class="primary" type="submit" name="email" value="${escaped(email)}">${escaped(email)}</button>`,
  );
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Sign in to the console · Local Access</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/cdn-cgi/access/page.css">
    <link rel="stylesheet" href="/cdn-cgi/access/sign-in.css">
  </head>
  <body>
    <main>
      <h1>Which operator are you?</h1>
      <p class="quiet">In production Cloudflare Access asks your identity provider. On this machine it takes your word.</p>
      <form method="post" action="/cdn-cgi/access/sign-in">
        <input type="hidden" name="redirect" value="${escaped(returnTo)}">
        ${choices.join("\n        ")}
      </form>
      <form method="post" action="/cdn-cgi/access/sign-in">
        <input type="hidden" name="redirect" value="${escaped(returnTo)}">
        <label for="email">Somebody else</label>
        <input id="email" name="email" type="email" autocomplete="email" required maxlength="254"${
          problem === undefined ? "" : ' aria-invalid="true" aria-describedby="problem"'
        }>
        ${problem === undefined ? "" : `<p id="problem" class="problem">${escaped(problem)}</p>`}
        <button type="submit">Come in</button>
      </form>
    </main>
  </body>
</html>
`;
}
