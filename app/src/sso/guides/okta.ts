import type { Guide } from "./guide.ts";

export const okta: Guide = {
  name: "Okta",
  console: { name: "Okta Admin Console", url: null },
  application: [
    "In the Okta Admin Console open `Applications` → `Applications` and choose `Create App Integration`.",
    "As sign-in method choose `OIDC - OpenID Connect`, as application type `Web Application`, then `Next`.",
    "Give it a name. `Authorization Code` is already chosen as the grant type; nothing else is needed.",
    "Leave `Sign-in redirect URIs` as Okta suggests for now: you will get the right address in a moment.",
    "Under `Assignments` choose who may use it, then `Save`.",
    "On the tab `General` you now find the `Client ID` and, under `CLIENT SECRETS`, the secret.",
  ],
  issuer: {
    placeholder: "https://your-company.okta.com",
    hint: "Your Okta address without -admin: it stands in the menu under your name at the top right. Only if your company uses a custom authorization server, add its path, such as /oauth2/default.",
  },
  clientSecretHint: "On the tab General, under CLIENT SECRETS.",
  addresses: {
    callback:
      "On the tab `General`, next to `General Settings`, choose `Edit`. Put these under `Sign-in redirect URIs` and remove what Okta had suggested.",
    postLogout: "In the same place, under `Sign-out redirect URIs`.",
    backchannelLogout: null,
    note: "Okta tells applications of a sign-out through the browser only, so there is no field for a back-channel logout address. To end somebody's sessions here, remove them here too.",
  },
  roles: {
    claim: "groups",
    steps:
      "On the tab `Sign On`, under `OpenID Connect ID Token`, choose `Edit` and add a `Groups claim filter` named groups, with `Matches regex` and .* as the value.",
  },
  defaults: { clientAuthentication: "client_secret_basic", emailVerification: "required", logoutAtProvider: false },
  caution: "Somebody who is not assigned to the application is refused by Okta, before they get here.",
};
