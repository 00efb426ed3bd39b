/** What admins are mailed about a hostname, each once. */
export const hostnameNews = ["active", "failed", "moved", "expired", "certificate_expiring"] as const;
export type HostnameNews = (typeof hostnameNews)[number];
