-- Runs of flows without a call. A row is there for as long as the run goes on; its trace is what stays.

create table flow_runs (
  -- A UUIDv7, the one of its trace.
  id uuid primary key,
  tenant_id uuid not null,
  flow_id uuid not null,
  version integer not null,
  started_by text not null check (started_by in ('api', 'schedule')),
  started_at timestamptz not null,
  -- Where it stands, and what it asks for: both are of one step.
  state jsonb not null,
  command jsonb not null,
  -- When somebody is to go on with it; for one that is being carried out, when whoever does has to be done with it.
  due_at timestamptz not null,
  -- Counts who took it: one that was taken by another since may keep nothing.
  claims integer not null default 0,
  -- How often the command at hand was begun.
  tries integer not null default 0,
  foreign key (tenant_id, flow_id) references flows (tenant_id, id) on delete cascade
);
create index flow_runs_due on flow_runs (due_at);
create index flow_runs_of_flow on flow_runs (tenant_id, flow_id);
call protect_tenant_rows('flow_runs');
