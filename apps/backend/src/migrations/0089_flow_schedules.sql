-- When published flows begin by themselves.

create table flow_schedules (
  tenant_id uuid not null,
  flow_id uuid not null,
  version integer not null,
  schedule jsonb not null,
  next_at timestamptz not null,
  primary key (tenant_id, flow_id),
  foreign key (tenant_id, flow_id) references flows (tenant_id, id) on delete cascade
);
create index flow_schedules_due on flow_schedules (next_at);
call protect_tenant_rows('flow_schedules');
