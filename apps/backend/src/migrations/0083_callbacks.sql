-- People who are to be called back, in the place they had in the line.
create table callbacks (
  id uuid primary key,
  tenant_id uuid not null,
  queue_id uuid not null,
  number_value text not null,
  caller_name text not null,
  -- The number of ours that they had called, which is shown to them where a trunk allows it.
  caller_id text,
  from_call_id uuid,
  priority integer not null,
  waiting_since timestamptz not null,
  state text not null check (state in ('waiting', 'dialling', 'done', 'failed', 'cancelled')),
  attempts integer not null default 0,
  max_attempts integer not null,
  retry_after_ms integer not null,
  next_attempt_at timestamptz not null,
  expires_at timestamptz,
  -- What the call in hand is called, or the next one will be: each attempt is a call with its record.
  call_id uuid not null unique,
  outcome text,
  requested_at timestamptz not null default now(),
  ended_at timestamptz,
  foreign key (tenant_id, queue_id) references queues (tenant_id, id) on delete cascade,
  unique (tenant_id, id)
);
-- Whoever asks twice keeps the older place.
create unique index callbacks_open on callbacks (tenant_id, queue_id, number_value) where state in ('waiting', 'dialling');
-- Nobody's telephone is rung by two attempts at once, whatever the queues.
create unique index callbacks_dialling on callbacks (tenant_id, number_value) where state = 'dialling';
create index callbacks_due on callbacks (next_attempt_at) where state = 'waiting';
create index callbacks_of_tenant on callbacks (tenant_id, id desc);
call protect_tenant_rows('callbacks');

-- A contact that waits without a leg.
alter table queue_entries add column callback_id uuid;
alter table queue_entries add foreign key (tenant_id, callback_id) references callbacks (tenant_id, id) on delete cascade;
