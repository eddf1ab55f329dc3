-- Who can do what, how queues give contacts away, and what is kept of it.

create table skills (
  id uuid primary key,
  tenant_id uuid not null references tenants,
  name text not null,
  created_at timestamptz not null default now(),
  unique (tenant_id, id)
);
create unique index skills_name on skills (tenant_id, lower(name));
call protect_tenant_rows('skills');

create table agent_skills (
  tenant_id uuid not null,
  agent_id uuid not null,
  skill_id uuid not null,
  level smallint not null check (level between 1 and 5),
  primary key (tenant_id, agent_id, skill_id),
  foreign key (tenant_id, agent_id) references users (tenant_id, id) on delete cascade,
  foreign key (tenant_id, skill_id) references skills (tenant_id, id) on delete cascade
);
create index agents_of_skill on agent_skills (tenant_id, skill_id);
call protect_tenant_rows('agent_skills');

create table teams (
  id uuid primary key,
  tenant_id uuid not null references tenants,
  name text not null,
  created_at timestamptz not null default now(),
  unique (tenant_id, id)
);
create unique index teams_name on teams (tenant_id, lower(name));
call protect_tenant_rows('teams');

-- Of agents of whom something was said; of the others the ordinary holds.
create table agent_profiles (
  tenant_id uuid not null,
  agent_id uuid not null,
  team_id uuid,
  capacity jsonb,
  primary key (tenant_id, agent_id),
  foreign key (tenant_id, agent_id) references users (tenant_id, id) on delete cascade,
  foreign key (tenant_id, team_id) references teams (tenant_id, id) on delete set null (team_id)
);
create index agents_of_team on agent_profiles (tenant_id, team_id);
call protect_tenant_rows('agent_profiles');

-- A queue of rank 1 is served before those of rank 2.
alter table queue_agents add column rank smallint not null default 1 check (rank between 1 and 9);

alter table agent_states
  add column channels text[] not null default '{voice,chat,sms,mail}',
  -- Browsers that are there say so; the last one that did, and until when that is believed.
  add column beat_until timestamptz;

-- What agents have in hand beside calls.
create table agent_work (
  contact_id uuid not null,
  tenant_id uuid not null,
  agent_id uuid not null,
  queue_id uuid not null,
  channel text not null,
  points integer not null,
  phase text not null check (phase in ('offered', 'active', 'wrap_up')),
  from_value text not null,
  subject text not null default '',
  since timestamptz not null,
  ends_at timestamptz,
  primary key (tenant_id, contact_id, agent_id),
  foreign key (tenant_id, agent_id) references users (tenant_id, id) on delete cascade
);
-- Whatever is offered to many, one has it.
create unique index agent_work_taken on agent_work (tenant_id, contact_id) where phase <> 'offered';
create index agent_work_of_agent on agent_work (tenant_id, agent_id);
create index agent_work_ends on agent_work (ends_at) where ends_at is not null;
call protect_tenant_rows('agent_work');

create table hours (
  id uuid primary key,
  tenant_id uuid not null references tenants,
  name text not null,
  calendar jsonb not null,
  created_at timestamptz not null default now(),
  unique (tenant_id, id)
);
create unique index hours_name on hours (tenant_id, lower(name));
call protect_tenant_rows('hours');

alter table queues
  add column routing jsonb not null default '{}',
  add column service_level jsonb not null default '{}',
  add column limits jsonb not null default '{}',
  add column announcements jsonb not null default '{}',
  add column callbacks jsonb not null default '{}',
  add column wrap_up jsonb not null default '{}',
  -- { since, by, message } where it was closed by hand.
  add column emergency jsonb;

create table queue_hours (
  tenant_id uuid not null,
  queue_id uuid not null,
  hours_id uuid not null,
  primary key (tenant_id, queue_id, hours_id),
  foreign key (tenant_id, queue_id) references queues (tenant_id, id) on delete cascade,
  foreign key (tenant_id, hours_id) references hours (tenant_id, id)
);
call protect_tenant_rows('queue_hours');

alter table queue_entries rename column call_id to contact_id;
alter table queue_entries
  add column channel text not null default 'voice',
  -- Higher bands are served first, whatever the priorities: 0 ordinary, 1 transfers, callbacks due and other work that jumps.
  add column band smallint not null default 0,
  add column needs jsonb not null default '[]',
  -- In place of the queue's own steps; null keeps those.
  add column relax jsonb,
  add column sticky_agent_id uuid,
  add column sticky_until timestamptz,
  -- Nobody else may have it.
  add column only_agent_id uuid,
  add column entered_at timestamptz not null default now(),
  add column from_value text not null default '',
  add column subject text not null default '',
  -- How often it has been offered: what somebody says about an older offer is void.
  add column offer bigint not null default 0,
  -- Whom it is offered to beside `offered_to`, where everybody is rung at once.
  add column also_offered_to uuid[] not null default '{}',
  -- The owner's token when it was offered.
  add column offer_token bigint;

-- Who routes a tenant's contacts. The token grows with each owner: what an older one still wants to write is void.
create table routing_leases (
  tenant_id uuid primary key references tenants,
  owner_id uuid not null,
  token bigint not null,
  expires_at timestamptz not null
);
alter table routing_leases enable row level security;

create table routing_decisions (
  id uuid primary key,
  tenant_id uuid not null,
  contact_id uuid not null,
  queue_id uuid not null,
  kind text not null,
  agent_id uuid,
  -- What the decision was made from, to be told in words.
  facts jsonb not null,
  at timestamptz not null
);
create index routing_decisions_of_contact on routing_decisions (tenant_id, contact_id, id);
call protect_tenant_rows('routing_decisions');

alter table callbacks
  add column agent_id uuid,
  add column note text not null default '',
  add column first text not null default 'agent' check (first in ('agent', 'customer'));

-- One row a contact; a call's has the call's id. Drawn from events, by a consumer of its own.
create table contacts (
  id uuid primary key,
  tenant_id uuid not null references tenants,
  channel text not null,
  direction text not null,
  from_value text not null,
  number_id uuid,
  subject text not null default '',
  started_at timestamptz not null,
  ended_at timestamptz,
  outcome text,
  queue_id uuid,
  agent_id uuid,
  disposition jsonb,
  unique (tenant_id, id)
);
create index contacts_of_tenant on contacts (tenant_id, id desc);
create index contacts_of_queue on contacts (tenant_id, queue_id, id desc);
create index contacts_of_agent on contacts (tenant_id, agent_id, id desc);
call protect_tenant_rows('contacts');

create table contact_legs (
  id uuid primary key,
  tenant_id uuid not null,
  contact_id uuid not null,
  kind text not null check (kind in ('queue', 'offer', 'talk', 'wrap_up')),
  channel text not null,
  direction text not null,
  number_id uuid,
  queue_id uuid,
  agent_id uuid,
  began_at timestamptz not null,
  ended_at timestamptz,
  outcome text,
  facts jsonb not null default '{}',
  foreign key (tenant_id, contact_id) references contacts (tenant_id, id) on delete cascade
);
create index contact_legs_of_contact on contact_legs (tenant_id, contact_id, began_at);
create index contact_legs_of_queue on contact_legs (tenant_id, queue_id, ended_at);
create index contact_legs_open on contact_legs (tenant_id, contact_id) where ended_at is null;
call protect_tenant_rows('contact_legs');

create table agent_timeline (
  id uuid primary key,
  tenant_id uuid not null,
  agent_id uuid not null,
  state text not null,
  reason text,
  contact_id uuid,
  began_at timestamptz not null,
  ended_at timestamptz,
  cause jsonb not null,
  foreign key (tenant_id, agent_id) references users (tenant_id, id) on delete cascade
);
create index agent_timeline_of_agent on agent_timeline (tenant_id, agent_id, began_at);
create unique index agent_timeline_running on agent_timeline (tenant_id, agent_id) where ended_at is null;
call protect_tenant_rows('agent_timeline');
