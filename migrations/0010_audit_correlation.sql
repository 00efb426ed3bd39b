-- What an act set off, in other requests and by the gatekeeper itself, carries the name of the request it began with.
-- Null in rows that are older than this column.
alter table audit_logs add column correlation_id text;
alter table platform_audit_logs add column correlation_id text;
