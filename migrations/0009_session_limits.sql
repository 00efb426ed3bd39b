-- How long a tenant's sessions last: unused, and at all. The ranges are those of src/sessions/limits.ts.
alter table organization_settings
  add column session_idle_minutes int not null default 4320 check (session_idle_minutes between 5 and 43200),
  add column session_lifetime_hours int not null default 168 check (session_lifetime_hours between 1 and 720);
grant update (session_idle_minutes, session_lifetime_hours) on organization_settings to gatehouse_coordinator;
