-- What agents are planned to do (docs/metrics.md, adherence). Those of an agent do not overlap: they are written under its lock.
create table shifts (
  tenant_id uuid not null,
  agent_id uuid not null,
  from_at timestamptz not null,
  to_at timestamptz not null,
  activity text not null
    check (activity in ('work', 'break', 'lunch', 'meeting', 'training', 'back_office')),
  primary key (tenant_id, agent_id, from_at),
  foreign key (tenant_id, agent_id) references users (tenant_id, id) on delete cascade,
  -- So that those that reach into a time are found by when they begin.
  check (to_at > from_at and to_at <= from_at + interval '24 hours')
);
create index shifts_began on shifts (tenant_id, from_at);
call protect_tenant_rows('shifts');
