-- Recordings of talks: the rule by which they are made, how long they are kept, and what is known of each. The audio
-- is in files, each encrypted with a key of its own, which is kept here, wrapped by a key of the tenant's.

alter table tenants add column recording_retention_days integer check (recording_retention_days > 0);
alter table queues
  add column record text not null default 'off' check (record in ('off', 'on', 'on_with_announcement')),
  add column recording_retention_days integer check (recording_retention_days > 0);

-- For talks of calls to this number whose queue does not record by itself.
alter table numbers
  add column record text not null default 'off' check (record in ('off', 'on', 'on_with_announcement'));

create table recordings (
  id uuid primary key,
  tenant_id uuid not null references tenants,
  call_id uuid not null,
  -- The process that makes it; what a process that is gone left open is finished by another.
  node_id uuid not null,
  queue_id uuid,
  agent_id uuid,
  state text not null check (state in ('recording', 'paused', 'ready', 'failed')),
  wrapped_key bytea not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  duration_ms integer,
  legal_hold boolean not null default false,
  unique (tenant_id, id)
);
create index recordings_of_tenant on recordings (tenant_id, id desc);
create index recordings_of_call on recordings (tenant_id, call_id);
create index recordings_open on recordings (node_id) where ended_at is null;
create index recordings_by_end on recordings (ended_at) where not legal_hold;
call protect_tenant_rows('recordings');
