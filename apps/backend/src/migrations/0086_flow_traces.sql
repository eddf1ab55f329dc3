-- What flows did: a row for each run, and counts of the exits taken. Both are written in batches, after the fact, and are
-- forgotten by age. A trace outlives its flow as a call does.

create table flow_traces (
  -- A UUIDv7: runs sort by their beginning.
  id uuid primary key,
  tenant_id uuid not null,
  flow_id uuid not null,
  version integer not null,
  call_id uuid,
  started_at timestamptz not null,
  ended_at timestamptz,
  outcome text,
  -- By visit, so that a later batch replaces what an earlier one left open.
  steps jsonb not null default '{}',
  -- How many blocks the run came to, whether they were kept or not.
  visits integer not null default 0
);
create index flow_traces_of_flow on flow_traces (tenant_id, flow_id, id desc);
create index flow_traces_of_call on flow_traces (tenant_id, call_id) where call_id is not null;
create index flow_traces_open on flow_traces (tenant_id, flow_id, id) where ended_at is null;
call protect_tenant_rows('flow_traces');

create table flow_exit_counts (
  tenant_id uuid not null,
  flow_id uuid not null,
  version integer not null,
  minute timestamptz not null,
  block text not null,
  exit text not null,
  count integer not null,
  primary key (tenant_id, flow_id, minute, version, block, exit)
);
create index flow_exit_counts_by_age on flow_exit_counts (minute);
call protect_tenant_rows('flow_exit_counts');
