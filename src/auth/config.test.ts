import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { authConfig } from "./config.ts";

const good = {
  SESSION_SECRET: "s".repeat(44),
  BASE_DOMAIN: "gatehouse.example",
  PUBLIC_SCHEME: "https",
  PUBLIC_PORT: "",
  DNS_OVER_HTTPS: "https://cloudflare-dns.com/dns-query https://dns.google/resolve",
  LOCAL_ISSUERS: "",
  ENCRYPTION_KEYS: { get: async () => "what the store holds" },
};

describe("the auth worker's configuration", () => {
  it("is parsed into something nobody can change", () => {
    const config = authConfig({ ...good, DATABASE_PIPELINE: "off", COORDINATOR: {} });
    expect(config.databasePipeline).toBe(false);
    expect(config.sessionSecret.reveal()).toBe(good.SESSION_SECRET);
    expect(Object.isFrozen(config)).toBe(true);
  });

  it("shows no secret when it is printed", () => {
    const config = authConfig(good);
    for (const shown of [JSON.stringify(config), inspect(config, { depth: null, showHidden: true })]) {
      expect(shown).not.toContain(good.SESSION_SECRET);
    }
  });

  it.each([
    ["SESSION_SECRET", undefined],
    ["SESSION_SECRET", "short"],
    ["ENCRYPTION_KEYS", undefined],
    ["ENCRYPTION_KEYS", "a ring where its binding should be"],
    ["ENCRYPTION_KEYS_AGE_SECONDS", "61"],
    ["DATABASE_PIPELINE", "yes"],
    ["PUBLIC_SCHEME", "ftp"],
    ["DNS_OVER_HTTPS", undefined],
    ["DNS_OVER_HTTPS", "https://cloudflare-dns.com/dns-query"],
    ["DNS_OVER_HTTPS", "http://cloudflare-dns.com/dns-query https://dns.google/resolve"],
    ["LOCAL_ISSUERS", "http://idp.localhost:8787"],
    ["LOCAL_ISSUERS", "https://login.example.com"],
    ["BETTER_AUTH_TRUSTED_ORIGINS", "https://evil.example"],
    ["BETTER_AUTH_TELEMETRY", "1"],
  ])("is refused with a bad %s, naming the variable and never showing a value", (name, value) => {
    const refused = () => authConfig({ ...good, [name]: value });
    expect(refused).toThrow(name);
    let message = "";
    try {
      refused();
    } catch (error) {
      message = String(error);
    }
    for (const secret of [good.SESSION_SECRET, "short", "a ring"]) expect(message).not.toContain(secret);
  });
});
