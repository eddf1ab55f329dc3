-- Contacts whose time in a queue ends by itself, of every tenant.
create index queue_entries_expiring on queue_entries (expires_at) where expires_at is not null and callback_id is null;
