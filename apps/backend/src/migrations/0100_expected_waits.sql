-- What waits in a queue have taught, by what contacts need; '' is the queue as a whole.
create table wait_models (
  tenant_id uuid not null,
  queue_id uuid not null,
  need text not null,
  model jsonb not null,
  primary key (tenant_id, queue_id, need),
  foreign key (tenant_id, queue_id) references queues (tenant_id, id) on delete cascade
);
call protect_tenant_rows('wait_models');

-- What was foretold of contacts, until their wait, their talk and what follows it are over.
create table wait_forecasts (
  contact_id uuid primary key,
  tenant_id uuid not null,
  queue_id uuid not null,
  -- By need; empty where nothing could be foretold.
  forecasts jsonb not null,
  queued_at timestamptz not null,
  answered_at timestamptz,
  ended_at timestamptz,
  foreign key (tenant_id, queue_id) references queues (tenant_id, id) on delete cascade
);
create index wait_forecasts_of_queue on wait_forecasts (tenant_id, queue_id);
create index wait_forecasts_by_time on wait_forecasts (queued_at);
call protect_tenant_rows('wait_forecasts');
