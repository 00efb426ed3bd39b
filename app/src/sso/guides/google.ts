import type { Guide } from "./guide.ts";

export const google: Guide = {
  name: "Google Workspace",
  console: { name: "Google Cloud console", url: "https://console.cloud.google.com/auth/clients" },
  application: [
    "In the Google Cloud console choose a project that belongs to your organization, or make one, and open `Google Auth Platform`.",
    "If it is new, choose `Get started`: give the app a name, and as `Audience` choose `Internal`, so that only people of your Workspace can use it.",
    "Under `Clients` choose `Create client` and as application type `Web application`.",
    "Leave `Authorized redirect URIs` empty for now and choose `Create`.",
    "Copy the `Client ID` and the `Client secret` now: Google shows the secret only once.",
  ],
  issuer: {
    placeholder: "https://accounts.google.com",
    hint: "It is the same for everybody. What keeps others out is that only accounts which Google says your Workspace manages are let in, in your own verified domains.",
    fixed: "https://accounts.google.com",
  },
  clientSecretHint: "If it is lost, add a new one under Clients, in the client's own page.",
  addresses: {
    callback: "Under `Clients`, in your client, put these under `Authorized redirect URIs` and choose `Save`.",
    postLogout: null,
    backchannelLogout: null,
    note: "Google tells applications of no sign-out, and signs nobody out for an application. Remove people here too when they have to be out at once. A new address may take some minutes to work there.",
  },
  roles: null,
  defaults: { clientAuthentication: "client_secret_basic", emailVerification: "required", logoutAtProvider: false },
  caution:
    "Groups of Google Workspace are not in what Google says of a person: everybody comes in with the same role, and you change it here.",
};
