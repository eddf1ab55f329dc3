-- Prompts: sounds that flows play. Their audio is in the blob store, by the sound's id.

create table prompts (
  id uuid primary key,
  tenant_id uuid not null references tenants,
  name text not null,
  source text not null check (source in ('none', 'upload', 'speech')),
  text text,
  voice text,
  sound_id uuid,
  duration_ms integer,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  unique (tenant_id, id),
  check ((source = 'none') = (sound_id is null))
);
create unique index prompts_name on prompts (tenant_id, lower(name));
call protect_tenant_rows('prompts');
