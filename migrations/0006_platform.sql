-- The platform's own tables: no tenant has rows here, so access is by grant alone.

create table global_admins (
  id                    text primary key check (id ~ '^adm_[0-9a-z]{24}$'),
  email                 text not null unique check (email = lower(email)),
  name                  text,
  role                  text not null check (role in ('super_admin', 'support', 'security')),
  status                text not null default 'invited' check (status in ('invited', 'active', 'deactivated')),
  -- The `sub` of the operator's Access identity: the only thing an operator is looked up by.
  access_subject        text unique,
  enrollment_token_hash text unique,
  enrollment_expires_at timestamptz,
  created_at            timestamptz not null default now(),
  enrolled_at           timestamptz,
  deactivated_at        timestamptz,
  check (status <> 'active' or access_subject is not null)
);
grant select, insert, update on global_admins to gatehouse_operator;

-- The key ring of tenant JWTs. Private keys are sealed (AES-GCM) before they get here.
create table signing_keys (
  kid         text primary key,
  algorithm   text not null,
  public_jwk  jsonb not null,
  private_key text not null,
  created_at  timestamptz not null default now(),
  -- Published from created_at, signs from active_at until retired_at, verifies until expires_at.
  active_at   timestamptz not null,
  retired_at  timestamptz not null,
  expires_at  timestamptz not null
);
grant select, insert, delete on signing_keys to gatehouse_auth;
