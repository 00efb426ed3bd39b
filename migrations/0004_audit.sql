-- The audit log of each tenant and the platform's own. Append-only by grant and by trigger.

create table audit_logs (
  id              text primary key check (id ~ '^aud_[0-9a-z]{24}$'),
  organization_id text not null references organizations (id),
  event           text not null,
  actor_type      text not null check (actor_type in ('user', 'operator', 'system', 'anonymous')),
  actor_id        text,
  actor_name      text,
  target_type     text,
  target_id       text,
  target_name     text,
  at              timestamptz not null default clock_timestamp(),
  request_id      text,
  address         text,
  user_agent      text,
  data            jsonb not null default '{}'
);
create index audit_logs_by_time on audit_logs (organization_id, at desc, id desc);
alter table audit_logs enable row level security;
alter table audit_logs force row level security;
create policy tenant on audit_logs
  using (organization_id = nullif(current_setting('app.organization_id', true), ''))
  with check (organization_id = nullif(current_setting('app.organization_id', true), ''));

create table platform_audit_logs (
  id          text primary key check (id ~ '^aud_[0-9a-z]{24}$'),
  event       text not null,
  actor_type  text not null check (actor_type in ('operator', 'system', 'anonymous')),
  actor_id    text,
  actor_name  text,
  target_type text,
  target_id   text,
  target_name text,
  at          timestamptz not null default clock_timestamp(),
  request_id  text,
  address     text,
  user_agent  text,
  data        jsonb not null default '{}'
);
create index platform_audit_logs_by_time on platform_audit_logs (at desc, id desc);

create function refuse_audit_change() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log is append-only' using errcode = 'insufficient_privilege';
end
$$;
create trigger append_only before update or delete on audit_logs
  for each row execute function refuse_audit_change();
create trigger no_truncate before truncate on audit_logs
  for each statement execute function refuse_audit_change();
create trigger append_only before update or delete on platform_audit_logs
  for each row execute function refuse_audit_change();
create trigger no_truncate before truncate on platform_audit_logs
  for each statement execute function refuse_audit_change();

grant insert on audit_logs to gatehouse_server, gatehouse_auth, gatehouse_coordinator, gatehouse_operator;
-- `on conflict do nothing` makes an effect's replay harmless; it needs to see the key.
grant select on audit_logs to gatehouse_server, gatehouse_coordinator, gatehouse_operator;
grant select, insert on platform_audit_logs to gatehouse_operator;
grant insert on platform_audit_logs to gatehouse_coordinator;
