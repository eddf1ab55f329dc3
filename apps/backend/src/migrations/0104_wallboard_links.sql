-- Links that show the wallboard without signing in.

create table wallboard_links (
  id uuid primary key,
  tenant_id uuid not null,
  name text not null,
  -- SHA-256 of the secret in the link's token.
  secret_hash bytea not null,
  created_by uuid not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_by uuid,
  revoked_at timestamptz,
  check ((revoked_by is null) = (revoked_at is null)),
  check (expires_at <= created_at + interval '720 hours'),
  foreign key (tenant_id, created_by) references users (tenant_id, id),
  foreign key (tenant_id, revoked_by) references users (tenant_id, id)
);
create index wallboard_links_by_time on wallboard_links (tenant_id, created_at desc);
call protect_tenant_rows('wallboard_links');
