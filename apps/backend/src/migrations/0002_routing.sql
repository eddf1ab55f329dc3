-- Numbers, the flows that answer them, queues and the agents who answer those.

create table flows (
  id uuid primary key,
  tenant_id uuid not null references tenants,
  name text not null,
  latest_version integer not null,
  published_version integer,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (tenant_id, id)
);
call protect_tenant_rows('flows');

-- Versions are never changed: a call keeps the one it began with.
create table flow_versions (
  tenant_id uuid not null,
  flow_id uuid not null,
  version integer not null,
  document jsonb not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, flow_id, version),
  foreign key (tenant_id, flow_id) references flows (tenant_id, id) on delete cascade
);
call protect_tenant_rows('flow_versions');
alter table flows add foreign key (tenant_id, id, published_version)
  references flow_versions (tenant_id, flow_id, version) deferrable initially deferred;

create table numbers (
  id uuid primary key,
  tenant_id uuid not null references tenants,
  -- E.164; a number leads to one tenant.
  number text not null unique,
  label text not null default '',
  flow_id uuid,
  created_at timestamptz not null default now(),
  unique (tenant_id, id),
  foreign key (tenant_id, flow_id) references flows (tenant_id, id)
);
call protect_tenant_rows('numbers');

create table queues (
  id uuid primary key,
  tenant_id uuid not null references tenants,
  name text not null,
  ring_timeout_ms integer not null,
  wrap_up_ms integer not null,
  announce_every_ms integer not null,
  created_at timestamptz not null default now(),
  unique (tenant_id, id)
);
create unique index queues_name on queues (tenant_id, lower(name));
call protect_tenant_rows('queues');

create table queue_agents (
  tenant_id uuid not null,
  queue_id uuid not null,
  agent_id uuid not null,
  primary key (tenant_id, queue_id, agent_id),
  foreign key (tenant_id, queue_id) references queues (tenant_id, id) on delete cascade,
  foreign key (tenant_id, agent_id) references users (tenant_id, id) on delete cascade
);
create index queues_of_agent on queue_agents (tenant_id, agent_id);
call protect_tenant_rows('queue_agents');

-- What each agent is doing: the state machine's state as it is, and the parts that are searched by.
create table agent_states (
  tenant_id uuid not null,
  agent_id uuid not null,
  state jsonb not null,
  kind text not null generated always as (state ->> 'kind') stored,
  version bigint not null default 1,
  primary key (tenant_id, agent_id),
  foreign key (tenant_id, agent_id) references users (tenant_id, id) on delete cascade
);
create index agent_states_kind on agent_states (tenant_id, kind);
call protect_tenant_rows('agent_states');
