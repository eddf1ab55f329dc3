-- Calls, live and ended, and who waits in which queue.

-- The processes that carry calls. A call whose node is gone was interrupted.
create table nodes (
  id uuid primary key,
  name text not null,
  started_at timestamptz not null default now(),
  seen_at timestamptz not null default now()
);
-- No tenant's business: without a policy, tenants see none of it.
alter table nodes enable row level security;

-- A call's id is a UUIDv7: its first 48 bits are the millisecond the call began. So the months' partitions are ranges
-- of ids, a look-up by id reads one partition, and newest-first is simply the order of ids.
create table calls (
  id uuid primary key,
  tenant_id uuid not null,
  node_id uuid,
  direction text not null,
  state text not null,
  from_value text not null,
  number_value text not null,
  number_id uuid,
  flow_id uuid,
  flow_version integer,
  queue_id uuid,
  agent_id uuid,
  started_at timestamptz not null,
  answered_at timestamptz,
  queued_at timestamptz,
  connected_at timestamptz,
  ended_at timestamptz,
  cause text,
  ended_by text,
  path jsonb not null default '[]'
) partition by range (id);
create index calls_of_tenant on calls (tenant_id, id desc);
create index calls_of_agent on calls (tenant_id, agent_id, id desc);
create index calls_live on calls (node_id) where ended_at is null;
call protect_tenant_rows('calls');

-- The first UUIDv7 of an instant.
create function first_uuid_of(instant timestamptz) returns uuid
  language sql immutable parallel safe
  as $$
    select (lpad(to_hex((extract(epoch from instant) * 1000)::bigint), 12, '0') || '00000000000000000000')::uuid
  $$;

-- Makes the partitions from this month on for the number of months, where they are missing.
create procedure make_call_partitions(from_instant timestamptz, months integer)
  language plpgsql
  as $$
declare
  first_day timestamp;
  partition_name text;
begin
  for i in 0 .. months - 1 loop
    first_day := date_trunc('month', from_instant at time zone 'UTC') + make_interval(months => i);
    partition_name := 'calls_' || to_char(first_day, 'YYYY_MM');
    continue when to_regclass(partition_name) is not null;
    execute format(
      'create table %I partition of calls for values from (%L) to (%L)',
      partition_name,
      first_uuid_of(first_day at time zone 'UTC'),
      first_uuid_of((first_day + interval '1 month') at time zone 'UTC')
    );
    execute format('alter table %I enable row level security', partition_name);
  end loop;
end
$$;

-- Whatever the months say, no call is ever without a place.
create table calls_elsewhere partition of calls default;
alter table calls_elsewhere enable row level security;

create table queue_entries (
  call_id uuid primary key,
  tenant_id uuid not null,
  queue_id uuid not null,
  priority integer not null,
  waiting_since timestamptz not null,
  expires_at timestamptz,
  declined jsonb not null default '[]',
  preferred_agent_id uuid,
  offered_to uuid,
  offer_expires_at timestamptz,
  foreign key (tenant_id, queue_id) references queues (tenant_id, id)
);
create index queue_order on queue_entries (tenant_id, queue_id, priority desc, waiting_since, call_id);
call protect_tenant_rows('queue_entries');
