-- Calls that are led by lists of verbs: given with them, or asked of a customer's webhook.

-- Who is asked what to do with calls to the number; where nobody answers, the fallback, and then the number's flow.
alter table numbers
  add column answer_url text,
  add column answer_fallback_url text,
  add column status_callback_url text;

-- What a call was placed to do, where that is no flow, and who is told how it goes.
alter table calls
  add column programme jsonb,
  add column status_callback_url text;

-- What a tenant's webhooks are signed with. The one before is used beside it for a while after it was changed.
create table webhook_secrets (
  tenant_id uuid primary key references tenants,
  sealed bytea not null,
  previous_sealed bytea,
  previous_until timestamptz,
  made_at timestamptz not null default now()
);
call protect_tenant_rows('webhook_secrets');

-- What somebody is to be told of. An event's id is its delivery's: one that comes twice is noted once.
create table webhook_deliveries (
  id uuid primary key,
  tenant_id uuid not null references tenants,
  call_id uuid not null,
  url text not null,
  body text not null,
  attempts integer not null default 0,
  -- While an attempt goes on, when another process may take it for dead.
  due_at timestamptz not null default now(),
  ended_at timestamptz,
  -- `null` while it goes on; then whether it was taken.
  delivered boolean,
  failure text
);
create index webhook_deliveries_due on webhook_deliveries (due_at) where ended_at is null;
create index webhook_deliveries_ended on webhook_deliveries (ended_at) where ended_at is not null;
call protect_tenant_rows('webhook_deliveries');
