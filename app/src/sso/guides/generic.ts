import type { Guide } from "./guide.ts";

export const generic: Guide = {
  name: "Another provider",
  console: { name: "your identity provider", url: null },
  application: [
    "At your identity provider make a new application (others call it a client or a relying party) for OpenID Connect.",
    "It is a confidential web application, uses the `authorization code` flow, and may ask for the scopes `openid`, `email` and `profile`.",
    "If it asks for a redirect address already now, enter any: you will get the right one in a moment.",
    "Note the `issuer`, the `client ID` and the `client secret`.",
  ],
  issuer: {
    placeholder: "https://login.example.com",
    hint: "The address that the provider calls itself. What it says of itself has to be found at this address followed by /.well-known/openid-configuration.",
  },
  clientSecretHint: "The provider shows it when the application is made.",
  addresses: {
    callback: "Where the provider asks for redirect or callback addresses. They have to be equal to the letter.",
    postLogout: "Where it asks for addresses to return to after signing out, if it does.",
    backchannelLogout:
      "Where it asks for a back-channel logout address, if it does: a sign-out there then ends sessions here.",
  },
  roles: { claim: "groups", steps: "Have the provider put groups or roles into the ID token, as a list of texts." },
  defaults: { clientAuthentication: "client_secret_basic", emailVerification: "required", logoutAtProvider: false },
};
