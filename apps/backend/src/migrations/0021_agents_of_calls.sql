-- Who has talked in which call: more than one agent, where it was transferred or a colleague was asked.
create table call_agents (
  tenant_id uuid not null,
  agent_id uuid not null,
  call_id uuid not null,
  primary key (tenant_id, agent_id, call_id),
  foreign key (tenant_id, agent_id) references users (tenant_id, id) on delete cascade
);
insert into call_agents (tenant_id, agent_id, call_id)
  select calls.tenant_id, calls.agent_id, calls.id
  from calls join users on users.tenant_id = calls.tenant_id and users.id = calls.agent_id;
call protect_tenant_rows('call_agents');
