-- Mail that is to be sent, and messages that are forwarded.

create table mails (
  id uuid primary key,
  tenant_id uuid not null references tenants,
  recipient text not null,
  subject text not null,
  body text not null,
  -- The message whose sound goes along. It may be gone by the time the mail is sent; then the mail is not.
  voicemail_id uuid not null,
  state text not null check (state in ('waiting', 'sent', 'failed')),
  attempts integer not null default 0,
  -- When it is tried next; while somebody tries, when somebody else may.
  next_at timestamptz not null default now(),
  problem text,
  created_at timestamptz not null default now(),
  unique (tenant_id, id)
);
create index mails_waiting on mails (next_at) where state = 'waiting';
call protect_tenant_rows('mails');

alter table voicemails
  add column forwarded_by text,
  add column note text;
