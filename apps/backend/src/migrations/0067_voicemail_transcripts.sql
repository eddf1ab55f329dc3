-- What was said in messages. One row for each message that is to be turned into text, from when it was left.

create table voicemail_transcripts (
  voicemail_id uuid primary key,
  tenant_id uuid not null,
  state text not null check (state in ('waiting', 'ready', 'failed')),
  text text,
  confidence double precision,
  attempts integer not null default 0,
  -- While it waits: when it may be tried (again). Whoever takes it sets this to when they would be taken for dead.
  try_at timestamptz not null default now(),
  foreign key (tenant_id, voicemail_id) references voicemails (tenant_id, id) on delete cascade
);
create index voicemail_transcripts_waiting on voicemail_transcripts (try_at) where state = 'waiting';
call protect_tenant_rows('voicemail_transcripts');
