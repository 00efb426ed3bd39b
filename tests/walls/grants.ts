/**
 * Every right there is to a table, by role, table and kind: `all` columns, or the columns in alphabetical order. The
 * catalogue must equal it, so a migration that grants or revokes anything changes this file. Why, says docs/database.md.
 */
const all = "*";

type Rights = Readonly<Record<string, Readonly<Partial<Record<"select" | "insert" | "update" | "delete", string>>>>>;

export const grants: Readonly<Record<string, Rights>> = {
  gatehouse_server: {
    users: {
      select: "email id name organization_id",
    },
    members: {
      select: "created_at organization_id role user_id",
    },
    invitations: {
      select:
        "created_at email expires_at id_hash invited_by_id invited_by_name invited_by_type organization_id reference role status",
      insert: "email expires_at id invited_by_id invited_by_name invited_by_type organization_id role",
      update: "status",
    },
    audit_logs: {
      select: all,
      insert: all,
    },
    outbox: {
      insert: "kind organization_id payload",
    },
    audit_links: {
      select: all,
    },
    audit_heads: {
      select: all,
    },
    audit_checkpoints: {
      select: all,
    },
    audit_tombstones: {
      select: all,
    },
    sso_providers: {
      select:
        "acr_values authority client_authentication client_id created_at creation_fingerprint default_role email_verification enabled endpoints has_client_secret id issuer label logout_at_provider max_age_seconds organization_id preset provisioning role_claim role_mappings updated_at updated_by_id updated_by_name version",
    },
    sso_domains: {
      select: all,
    },
    sso_policies: {
      select: all,
    },
    sso_revisions: {
      select: all,
    },
    sso_proofs: {
      select: all,
    },
    sso_flows: {
      select: "created_at expires_at id organization_id provider_id provider_version purpose report used_at user_id",
    },
    hostnames: {
      select: all,
    },
    host_policies: {
      select: all,
    },
    recovery_codes: {
      select: "created_at organization_id used_at user_id",
    },
  },
  gatehouse_auth: {
    users: {
      select: all,
      insert: all,
    },
    accounts: {
      select: all,
      insert: all,
      update:
        "access_token access_token_expires_at id_token password refresh_token refresh_token_expires_at scope updated_at",
    },
    sessions: {
      select: all,
      insert: all,
    },
    verifications: {
      select: all,
      insert: all,
      delete: all,
    },
    members: {
      select: "organization_id role user_id",
      insert: all,
      update: "updated_at",
    },
    invitations: {
      select: "email expires_at id_hash organization_id reference role status",
      update: "accepted_at accepted_user_id status",
    },
    audit_logs: {
      insert: all,
    },
    outbox: {
      insert: "kind organization_id payload",
    },
    signing_keys: {
      select: all,
      insert: all,
    },
    sso_providers: {
      select:
        "acr_values authority client_authentication client_id client_secret default_role email_verification enabled endpoints id issuer label logout_at_provider max_age_seconds organization_id provisioning role_claim role_mappings version",
      update: "updated_at",
    },
    sso_domains: {
      select: "domain organization_id provider_id verified_at",
    },
    sso_policies: {
      select: "enforced organization_id",
    },
    sso_proofs: {
      select: all,
      insert: all,
      update: "fingerprint hosts proven_at user_id",
    },
    sso_flows: {
      select: all,
      insert: all,
      update: "report used_at",
    },
    recovery_codes: {
      select: all,
      insert: all,
      update: "code_hash created_at used_at",
      delete: all,
    },
    former_members: {
      select: "email organization_id subjects user_id",
      delete: all,
    },
  },
  gatehouse_coordinator: {
    organizations: {
      select: "config_version home_region id name session_version slug status",
      update: "session_version status suspended_reason updated_at",
    },
    organization_settings: {
      select:
        "account_failure_limit address_failure_limit app_name audit_retention_days lockout_minutes organization_id primary_color session_idle_minutes session_lifetime_hours version",
      update:
        "account_failure_limit address_failure_limit app_name audit_retention_days lockout_minutes primary_color session_idle_minutes session_lifetime_hours updated_at updated_by version",
    },
    users: {
      select: "email epoch id name organization_id",
      update: "epoch",
      delete: all,
    },
    sessions: {
      select: "as_of host id method organization_id revoked_at user_id",
      update: "last_seen_at revoked_at revoked_reason",
    },
    verifications: {
      select: "expires_at organization_id",
      delete: all,
    },
    members: {
      select: "created_at organization_id role user_id",
      update: "role updated_at",
    },
    invitations: {
      select:
        "created_at email expires_at id_hash invited_by_id invited_by_name invited_by_type organization_id reference role status",
      update: "status",
    },
    audit_logs: {
      select: "id organization_id",
      insert: all,
    },
    platform_audit_logs: {
      insert: all,
    },
    outbox: {
      select: all,
      insert: "kind organization_id payload",
      update: "attempts available_at delivered_at last_error",
      delete: all,
    },
    sso_providers: {
      select: all,
      insert: all,
      update: all,
      delete: all,
    },
    sso_domains: {
      select: all,
      insert: all,
      update: "checked_at failing_since provider_id verified_at",
      delete: all,
    },
    sso_policies: {
      select: all,
      insert: all,
      update: "enforced updated_at updated_by_id updated_by_name version",
    },
    sso_revisions: {
      select: all,
      insert: all,
    },
    sso_proofs: {
      select: all,
    },
    sso_flows: {
      select: "expires_at organization_id",
      delete: all,
    },
    hostnames: {
      select: all,
      insert: all,
      update: all,
    },
    host_policies: {
      select: all,
      insert: all,
      update: "primary_hostname_id redirect_others updated_at updated_by_name version",
    },
    recovery_codes: {
      select: "created_at organization_id used_at user_id",
      delete: all,
    },
  },
  gatehouse_operator: {
    organizations: {
      select: "created_at home_region id name slug status suspended_reason",
      insert: "home_region id name slug",
    },
    organization_settings: {
      insert: "app_name organization_id",
    },
    users: {
      select: "email id name organization_id",
    },
    members: {
      select: "created_at organization_id role user_id",
    },
    invitations: {
      select:
        "created_at email expires_at id_hash invited_by_id invited_by_name invited_by_type organization_id reference role status",
      insert: "email expires_at id invited_by_id invited_by_name invited_by_type organization_id role",
      update: "status",
    },
    audit_logs: {
      select: all,
      insert: all,
    },
    platform_audit_logs: {
      select: all,
      insert: all,
    },
    outbox: {
      insert: "kind organization_id payload",
    },
    global_admins: {
      select: all,
      insert: all,
      update: "access_subject deactivated_at enrolled_at enrollment_expires_at enrollment_token_hash name status",
    },
    audit_links: {
      select: all,
    },
    audit_heads: {
      select: all,
    },
    audit_checkpoints: {
      select: all,
      insert: "follows organization_id sequence statement",
    },
    audit_tombstones: {
      select: all,
    },
    hostnames: {
      select: all,
    },
    host_policies: {
      select: all,
    },
    platform_audit_links: {
      select: all,
    },
    platform_audit_head: {
      select: all,
    },
    platform_audit_checkpoints: {
      select: all,
      insert: "follows sequence statement",
    },
  },
  gatehouse_sealer: {
    accounts: {
      select: "access_token id id_token organization_id refresh_token",
      update: "access_token id_token refresh_token",
    },
    signing_keys: {
      select: "kid private_key",
      update: "private_key",
    },
    outbox: {
      select: "id kind organization_id payload",
      update: "payload",
    },
    sso_providers: {
      select: "client_secret id organization_id",
      update: "client_secret",
    },
    sso_flows: {
      select: "id organization_id secrets",
      update: "secrets",
    },
  },
  gatehouse_lookup: {
    organizations: {
      select: "created_at home_region id name slug status suspended_reason",
    },
    organization_settings: {
      select: "app_name audit_retention_days organization_id",
    },
    hostnames: {
      select:
        "certificate_expires_at cloudflare_id cloudflare_status hostname id next_check_at organization_id proven_at ssl_status state",
    },
    host_policies: {
      select: "organization_id primary_hostname_id",
    },
    sso_domains: {
      select: "checked_at organization_id verified_at",
    },
    users: {
      select: "created_at email id name organization_id",
    },
    members: {
      select: "organization_id role user_id",
    },
    outbox: {
      select: "attempts available_at created_at delivered_at kind organization_id",
    },
    audit_heads: {
      select: all,
    },
    audit_checkpoints: {
      select: all,
    },
    audit_tombstones: {
      select: all,
    },
  },
  gatehouse_chain: {
    organizations: {
      select: "id",
    },
    organization_settings: {
      select: "audit_retention_days organization_id",
    },
    audit_logs: {
      select: all,
      insert: all,
      delete: all,
    },
    audit_links: {
      select: all,
      insert: all,
      delete: all,
    },
    audit_heads: {
      select: all,
      insert: all,
      update: all,
    },
    audit_checkpoints: {
      select: all,
      delete: all,
    },
    audit_tombstones: {
      select: all,
      insert: all,
      delete: all,
    },
    platform_audit_links: {
      insert: all,
    },
    platform_audit_head: {
      select: all,
      update: all,
    },
  },
};

/** One line for each right, as the rules of access-rules.ts write what is held. */
export function declaredGrants(): string[] {
  return Object.entries(grants).flatMap(([role, tables]) =>
    Object.entries(tables).flatMap(([table, rights]) =>
      Object.entries(rights).map(([privilege, columns]) => `${role} ${table} ${privilege} ${columns}`),
    ),
  );
}
