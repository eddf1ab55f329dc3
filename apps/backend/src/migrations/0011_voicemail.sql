-- Voicemail: boxes, and the messages left in them. A message's audio is a recording like any other.

create table voicemail_boxes (
  id uuid primary key,
  tenant_id uuid not null references tenants,
  name text not null,
  greeting text not null,
  queue_id uuid,
  agent_id uuid,
  max_ms integer not null,
  silence_end_ms integer not null,
  created_at timestamptz not null default now(),
  unique (tenant_id, id),
  check (queue_id is null or agent_id is null),
  foreign key (tenant_id, queue_id) references queues (tenant_id, id) on delete set null (queue_id),
  foreign key (tenant_id, agent_id) references users (tenant_id, id) on delete set null (agent_id)
);
call protect_tenant_rows('voicemail_boxes');

create table voicemails (
  id uuid primary key,
  tenant_id uuid not null,
  box_id uuid not null,
  call_id uuid not null,
  node_id uuid not null,
  from_value text not null,
  state text not null check (state in ('recording', 'ready')),
  wrapped_key bytea not null,
  started_at timestamptz not null,
  duration_ms integer,
  heard_at timestamptz,
  unique (tenant_id, id),
  foreign key (tenant_id, box_id) references voicemail_boxes (tenant_id, id)
);
create index voicemails_of_box on voicemails (tenant_id, box_id, id desc);
create index voicemails_open on voicemails (node_id) where state = 'recording';
call protect_tenant_rows('voicemails');
