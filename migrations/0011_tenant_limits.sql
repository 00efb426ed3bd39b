-- What a tenant may tighten: how many failed sign-ins an account and an address may have before they must wait, and for
-- how long. The ranges are those of src/attempts/limits.ts. And how long it keeps its audit log; null is for ever.
alter table organization_settings
  add column account_failure_limit int not null default 10 check (account_failure_limit between 3 and 10),
  add column address_failure_limit int not null default 100 check (address_failure_limit between 10 and 100),
  add column lockout_minutes int not null default 15 check (lockout_minutes between 15 and 1440),
  add column audit_retention_days int check (audit_retention_days between 30 and 3650);
grant update (account_failure_limit, address_failure_limit, lockout_minutes, audit_retention_days)
  on organization_settings to gatehouse_coordinator;
