-- Callers left to whoever picks them up, each in a slot that people can call out.
create table parked_calls (
  tenant_id uuid not null references tenants,
  slot integer not null,
  call_id uuid not null unique,
  agent_id uuid not null,
  parked_at timestamptz not null,
  primary key (tenant_id, slot),
  foreign key (tenant_id, agent_id) references users (tenant_id, id) on delete cascade
);
call protect_tenant_rows('parked_calls');
