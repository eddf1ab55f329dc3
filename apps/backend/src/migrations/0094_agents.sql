-- What agents say came of their contacts, their browsers, and what becomes of what they leave behind.

-- Until the agent's after-call work is over; then it is told, and kept with the contact.
create table agent_dispositions (
  tenant_id uuid not null,
  agent_id uuid not null,
  contact_id uuid not null,
  queue_id uuid not null,
  disposition jsonb not null,
  primary key (tenant_id, agent_id, contact_id),
  foreign key (tenant_id, agent_id) references users (tenant_id, id) on delete cascade
);
call protect_tenant_rows('agent_dispositions');

-- Browsers in which an agent has a desk open. One that was not heard of for a while is gone.
create table agent_tabs (
  tenant_id uuid not null,
  agent_id uuid not null,
  tab_id text not null,
  beat_until timestamptz not null,
  primary key (tenant_id, agent_id, tab_id),
  foreign key (tenant_id, agent_id) references users (tenant_id, id) on delete cascade
);
call protect_tenant_rows('agent_tabs');
create index agent_states_beat on agent_states (beat_until) where beat_until is not null;

-- The place a contact had before the agent took it: it goes back there if the agent is gone.
alter table agent_work add column place jsonb;
