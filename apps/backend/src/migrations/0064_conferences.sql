-- Conferences, live and ended, and who is or was in them.

create table conferences (
  id uuid primary key,
  tenant_id uuid not null references tenants,
  -- The process that carries it; none yet where it was just asked for.
  node_id uuid,
  name text not null,
  locked boolean not null default false,
  start_with_moderator boolean not null,
  end_with_moderator boolean not null,
  max_participants integer not null,
  tones boolean not null,
  announce_count boolean not null,
  opened_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  unique (tenant_id, id)
);
-- While it lasts there is one of a name.
create unique index conferences_open on conferences (tenant_id, lower(name)) where ended_at is null;
create index conferences_of_tenant on conferences (tenant_id, id desc);
call protect_tenant_rows('conferences');

create table conference_participants (
  id uuid primary key,
  tenant_id uuid not null,
  conference_id uuid not null,
  call_id uuid not null,
  agent_id uuid,
  label text not null,
  state text not null check (state in ('ringing', 'in', 'left')),
  muted boolean not null,
  deaf boolean not null,
  moderator boolean not null,
  joined_at timestamptz,
  left_at timestamptz,
  reason text,
  foreign key (tenant_id, conference_id) references conferences (tenant_id, id) on delete cascade,
  foreign key (tenant_id, agent_id) references users (tenant_id, id) on delete set null (agent_id)
);
create index participants_of_conference on conference_participants (tenant_id, conference_id, id);
call protect_tenant_rows('conference_participants');
