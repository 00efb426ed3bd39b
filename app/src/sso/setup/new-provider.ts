import type { Preset } from "../../../../src/sso/provider.ts";
import type { CreateSsoProvider } from "../../api.gen/types.gen.ts";
import type { EditedKind } from "../../editing/document.ts";
import { guides, isPreset } from "../guides/all.ts";

/** What there is before anything is saved: a version 0, so that what is typed survives a reload as an edit does. */
export interface NewProvider {
  readonly version: 0;
  readonly preset: Preset;
}

export interface NewDraft {
  readonly label: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export const newFieldNames: Readonly<Record<keyof NewDraft, string>> = {
  label: "Name",
  issuer: "Issuer",
  clientId: "Client ID",
  clientSecret: "Client secret",
};

export const newProviderKind: EditedKind<NewProvider, NewDraft> = {
  fields: ["label", "issuer", "clientId", "clientSecret"],
  draftOf: ({ preset }) => ({
    label: preset === "generic" ? "" : guides[preset].name,
    issuer: guides[preset].issuer.fixed ?? "",
    clientId: "",
    clientSecret: "",
  }),
  secrets: { clientSecret: () => null },
  read: (value) => {
    const { preset } = (value ?? {}) as Partial<Record<keyof NewProvider, unknown>>;
    return isPreset(preset) ? { version: 0, preset } : null;
  },
};

/** It is made switched off: nobody signs in by it before it was tested and somebody switches it on. */
export function creationBody(preset: Preset, draft: NewDraft): CreateSsoProvider {
  const { clientAuthentication, emailVerification, logoutAtProvider } = guides[preset].defaults;
  return {
    label: draft.label.trim(),
    preset,
    issuer: draft.issuer.trim(),
    clientId: draft.clientId.trim(),
    clientSecret: draft.clientSecret,
    clientAuthentication,
    emailVerification,
    logoutAtProvider,
    enabled: false,
  };
}

export function mistakesInNew(draft: NewDraft): Readonly<Partial<Record<keyof NewDraft, string>>> {
  const mistakes: Partial<Record<keyof NewDraft, string>> = {};
  if (draft.label.trim() === "") mistakes.label = "Enter a name.";
  if (draft.issuer.trim() === "") mistakes.issuer = "Enter the issuer's address.";
  if (draft.clientId.trim() === "") mistakes.clientId = "Enter the client ID.";
  if (draft.clientSecret.trim() === "") mistakes.clientSecret = "Enter the client secret.";
  return mistakes;
}
