-- Figures by quarters of an hour (docs/metrics.md), kept with the contacts they are drawn from, in one transaction.

alter table contacts
  add column reached boolean not null default false,
  -- The events it was drawn from: one that comes again changes nothing.
  add column seen uuid[] not null default '{}';
create index contacts_open on contacts (id) where ended_at is null;

-- What counts in a window is found by when it began or ended.
create index contact_legs_began on contact_legs (tenant_id, began_at);
create index contact_legs_ended on contact_legs (tenant_id, ended_at);

create table figure_intervals (
  tenant_id uuid not null references tenants,
  from_at timestamptz not null,
  queue_id uuid,
  agent_id uuid,
  channel text not null,
  number_id uuid,
  offered integer not null,
  answered integer not null,
  answered_in_time integer not null,
  abandoned integer not null,
  abandoned_late integer not null,
  short_abandoned integer not null,
  flowed_out integer not null,
  callbacks_asked integer not null,
  callbacks_done integer not null,
  handled integer not null,
  transferred_out integer not null,
  conferenced integer not null,
  rejected integer not null,
  missed integer not null,
  wait_ms bigint not null,
  abandon_wait_ms bigint not null,
  longest_wait_ms bigint not null,
  talk_ms bigint not null,
  hold_ms bigint not null,
  wrap_up_ms bigint not null
);
create unique index figure_intervals_key
  on figure_intervals (tenant_id, from_at, queue_id, agent_id, channel, number_id) nulls not distinct;
call protect_tenant_rows('figure_intervals');

-- Agents' time by state. Of a stretch that lasts nothing is here yet.
create table agent_intervals (
  tenant_id uuid not null,
  from_at timestamptz not null,
  agent_id uuid not null,
  state text not null,
  reason text,
  ms bigint not null,
  foreign key (tenant_id, agent_id) references users (tenant_id, id) on delete cascade
);
create unique index agent_intervals_key
  on agent_intervals (tenant_id, from_at, agent_id, state, reason) nulls not distinct;
call protect_tenant_rows('agent_intervals');
