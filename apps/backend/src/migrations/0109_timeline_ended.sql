-- The stretches of all agents that reach into a time.
create index agent_timeline_ended on agent_timeline (tenant_id, ended_at);
