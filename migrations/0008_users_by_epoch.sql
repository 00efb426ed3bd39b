-- A gatekeeper that starts, and one that compares while it is awake, asks for the highest epoch Postgres has heard of
-- (durable-objects/truth.ts): above its own revision, it means that its storage is an old copy.
create index users_by_epoch on users (organization_id, epoch desc);
