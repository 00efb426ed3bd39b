import type { Guide } from "./guide.ts";

export const entra: Guide = {
  name: "Microsoft Entra ID",
  console: { name: "Microsoft Entra admin center", url: "https://entra.microsoft.com/" },
  application: [
    "In the Microsoft Entra admin center open `App registrations` and choose `New registration`.",
    "Give it a name. As supported account types choose `this organizational directory only` (single tenant).",
    "Leave `Redirect URI` empty for now and choose `Register`.",
    "On the page `Overview` you find the `Application (client) ID` and the `Directory (tenant) ID`.",
    "Under `Certificates & secrets` → `Client secrets` choose `New client secret`. Copy its `Value`, not its Secret ID: it is shown only now.",
    "Under `Token configuration` choose `Add optional claim`, `ID`, tick `email`, and agree when you are asked to turn on the email permission.",
  ],
  issuer: {
    placeholder: "https://login.microsoftonline.com/00000000-0000-0000-0000-000000000000/v2.0",
    hint: "Put your own Directory (tenant) ID between the slashes. An address with common or organizations instead would let anybody's directory in, and does not work here.",
  },
  clientSecretHint: "The Value of the client secret. It expires on a day that you chose there: note it down.",
  addresses: {
    callback:
      "Under `Authentication` choose `Add a platform` (or `Add Redirect URI`), then `Web`, and put these under `Redirect URIs`.",
    postLogout: "In the same list: Entra ID sends people back only to an address that is among the `Redirect URIs`.",
    backchannelLogout: null,
    note: "The field `Front-channel logout URL` is for something else: leave it empty. Entra ID has no back-channel logout, so remove people here too when they have to be out at once.",
  },
  roles: {
    claim: "roles",
    steps:
      "Under `App roles` make a role for each kind of member and assign people to them under `Enterprise applications` → `Users and groups`. The `Value` of the role is what to enter here.",
  },
  defaults: { clientAuthentication: "client_secret_post", emailVerification: "assumed", logoutAtProvider: false },
  caution:
    "Entra ID does not say whether an address is verified. That is why addresses are taken as verified here: only ones in your own verified domains are let in, and those your directory gives out itself.",
};
