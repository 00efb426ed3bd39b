import type { Guide } from "./guide.ts";

export const auth0: Guide = {
  name: "Auth0",
  console: { name: "Auth0 Dashboard", url: "https://manage.auth0.com/" },
  application: [
    "In the Auth0 Dashboard open `Applications` → `Applications` and choose `Create Application`.",
    "Give it a name, choose `Regular Web Applications`, then `Create`.",
    "On the tab `Settings` you find the `Domain`, the `Client ID` and the `Client Secret`.",
    "On the tab `Connections` choose which of your connections people may come from.",
  ],
  issuer: {
    placeholder: "https://your-company.eu.auth0.com/",
    hint: "https:// and the Domain, with a slash at the end: Auth0 calls itself so, and the two must be equal to the letter.",
  },
  clientSecretHint: "On the tab Settings.",
  addresses: {
    callback:
      "On the tab `Settings`, under `Application URIs`, put these into `Allowed Callback URLs`, with a comma between them, then `Save Changes`.",
    postLogout: "In the same place, into `Allowed Logout URLs`.",
    backchannelLogout:
      "On the tab `Settings`, under `OpenID Connect Back-Channel Logout`, if your plan has it: into `Back-Channel Logout URI`.",
  },
  roles: {
    claim: "https://gatehouse/roles",
    steps:
      "Auth0 adds roles only by an Action: under `Actions` → `Triggers` → `post-login` add one that sets a custom claim to event.authorization.roles. Its name has to be an address of your own, such as the one suggested here.",
  },
  defaults: { clientAuthentication: "client_secret_post", emailVerification: "required", logoutAtProvider: true },
  caution: "Somebody who has signed up with Auth0 but not yet followed the link in its e-mail is not let in here.",
};
