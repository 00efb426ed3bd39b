import type { Guide } from "./guide.ts";

export const keycloak: Guide = {
  name: "Keycloak",
  console: { name: "Keycloak Admin Console", url: null },
  application: [
    "In the Keycloak Admin Console choose the realm of your people, then `Clients` → `Create client`.",
    "As client type choose `OpenID Connect` and enter a `Client ID` of your choice, then `Next`.",
    "Turn `Client authentication` on. `Standard flow` has to be ticked, everything else may be off. Then `Next`.",
    "Leave the addresses empty for now and choose `Save`.",
    "On the tab `Credentials` you find the `Client Secret`.",
  ],
  issuer: {
    placeholder: "https://keycloak.example.com/realms/your-realm",
    hint: "Under Realm settings open the OpenID Endpoint Configuration: the issuer is the first thing in it.",
  },
  clientSecretHint: "On the tab Credentials.",
  addresses: {
    callback: "On the tab `Settings`, put these under `Valid redirect URIs`, then `Save`.",
    postLogout: "In the same place, under `Valid post logout redirect URIs`.",
    backchannelLogout:
      "On the tab `Settings`, under `Logout settings`: turn `Front channel logout` off and enter this as `Backchannel logout URL`. Keycloak takes one address.",
  },
  roles: {
    claim: "groups",
    steps:
      "On the tab `Client scopes` open the one that ends in -dedicated, then `Configure a new mapper` → `Group Membership`: name it groups as `Token Claim Name` and turn `Full group path` off.",
  },
  defaults: { clientAuthentication: "client_secret_basic", emailVerification: "required", logoutAtProvider: true },
  caution: "People whose `Email verified` is off in Keycloak are not let in here.",
};
