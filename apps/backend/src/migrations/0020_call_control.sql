-- Who takes part in a live call beside caller and agent: the colleague the agent has brought in, and a supervisor.
alter table calls add column consult jsonb;
alter table calls add column supervision jsonb;
