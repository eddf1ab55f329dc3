-- Where the audio of recordings and messages lies. It is made on the machine that carries the call, and moved to the blob
-- store once it is whole. What there is already is moved, too.

alter table recordings
  add column storage text not null default 'local' check (storage in ('local', 'stored')),
  add column store_attempts integer not null default 0,
  -- While it is local: when it may be moved. Whoever moves it sets this to when they would be taken for dead.
  add column store_at timestamptz not null default now();
create index recordings_to_store on recordings (store_at) where state = 'ready' and storage = 'local';

alter table voicemails
  add column storage text not null default 'local' check (storage in ('local', 'stored')),
  add column store_attempts integer not null default 0,
  add column store_at timestamptz not null default now();
create index voicemails_to_store on voicemails (store_at) where state = 'ready' and storage = 'local';
