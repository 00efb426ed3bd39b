-- What an act set off, in other requests and by the gatekeeper itself, carries the name of the request it began with.
-- Null in rows that are older than this column.
alter table audit_logs add column correlation_id text;
alter table platform_audit_logs add column correlation_id text;

-- What people ask an audit log for: one person's acts, what befell one of them, one kind of event, one request and all
-- it set off. Each in the order in which it is shown. Other filters, and free text, walk the log's own order: under
-- row security only leakproof operators reach an index, and none that compares parts of a text is.
create index audit_logs_by_actor on audit_logs (organization_id, actor_id, at desc, id desc);
create index audit_logs_by_target on audit_logs (organization_id, target_id, at desc, id desc);
create index audit_logs_by_event on audit_logs (organization_id, event, at desc, id desc);
create index audit_logs_by_correlation on audit_logs (organization_id, correlation_id, at desc, id desc);

create index platform_audit_logs_by_actor on platform_audit_logs (actor_id, at desc, id desc);
create index platform_audit_logs_by_target on platform_audit_logs (target_id, at desc, id desc);
create index platform_audit_logs_by_event on platform_audit_logs (event, at desc, id desc);
create index platform_audit_logs_by_correlation on platform_audit_logs (correlation_id, at desc, id desc);
create index platform_audit_logs_by_tenant on platform_audit_logs ((data ->> 'organizationId'), at desc, id desc);
