-- What flows know and write down: contacts, notes of calls, and mail without the sound of a message.

create table contacts (
  id uuid primary key,
  tenant_id uuid not null references tenants,
  name text not null,
  emails text[] not null,
  language text,
  attributes jsonb not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (tenant_id, id)
);
create index contacts_of_tenant on contacts (tenant_id, id desc);
create index contacts_by_email on contacts using gin (emails);
call protect_tenant_rows('contacts');

-- Apart from the contact, so that a number leads to one of them at most.
create table contact_numbers (
  tenant_id uuid not null,
  number text not null,
  contact_id uuid not null,
  -- The usual one first.
  place integer not null,
  constraint contact_numbers_number primary key (tenant_id, number),
  foreign key (tenant_id, contact_id) references contacts (tenant_id, id) on delete cascade
);
create index contact_numbers_of_contact on contact_numbers (tenant_id, contact_id, place);
call protect_tenant_rows('contact_numbers');

create table call_notes (
  id uuid primary key,
  tenant_id uuid not null references tenants,
  call_id uuid not null,
  -- The flow may be gone by the time somebody reads it.
  flow_id uuid not null,
  text text not null,
  created_at timestamptz not null default now()
);
create index call_notes_of_call on call_notes (tenant_id, call_id, id);
call protect_tenant_rows('call_notes');

-- Mail of flows has no sound.
alter table mails alter column voicemail_id drop not null;
