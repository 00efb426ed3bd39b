-- Changing the key that texts are sealed with. Only `npm run secrets:rotate` logs in as gatehouse_sealer: it goes from
-- tenant to tenant, sees the sealed columns and what tells their rows apart, and changes nothing else. No Worker gets
-- wider rights for it. The columns are those of src/secrets/sealed-columns.ts.
do $$
begin
  execute format('grant connect on database %I to gatehouse_sealer', current_database());
end
$$;
grant usage on schema public to gatehouse_sealer;

grant select (id, organization_id, access_token, refresh_token, id_token),
      update (access_token, refresh_token, id_token) on accounts to gatehouse_sealer;
grant select (kid, private_key), update (private_key) on signing_keys to gatehouse_sealer;
grant select (id, organization_id, kind, payload), update (payload) on outbox to gatehouse_sealer;
-- Other messages are none of its business: one holds what an invitation is accepted with.
create policy sealer on outbox as restrictive to gatehouse_sealer
  using (kind = 'mail.password-reset') with check (kind = 'mail.password-reset');

-- The ids of all organizations, deleted ones too, a page at a time. Callers: sealer (going from tenant to tenant).
create function lookup_organizations(after text, page_size integer)
returns table (organization_id text)
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
  select o.id from organizations o where o.id > after order by o.id limit least(page_size, 1000)
$$;
revoke all on function lookup_organizations(text, integer) from public;
grant create on schema public to gatehouse_lookup;
alter function lookup_organizations(text, integer) owner to gatehouse_lookup;
revoke create on schema public from gatehouse_lookup;
set local role gatehouse_lookup;
grant execute on function lookup_organizations(text, integer) to gatehouse_sealer;
reset role;
