-- Tenants, their users and where these are signed in.
--
-- Every table has row-level security: a transaction sees the rows of the tenant it is set to, and none while it is set
-- to none. References between tables carry the tenant, so that one tenant's row can never point at another's.

create function current_tenant() returns uuid
  language sql stable parallel safe
  as $$ select nullif(current_setting('app.tenant_id', true), '')::uuid $$;

-- Gives a table the one policy every table has, and the application its rights.
create procedure protect_tenant_rows(target regclass)
  language plpgsql
  as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format(
    'create policy tenant_rows on %s using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())',
    target
  );
  execute format('grant select, insert, update, delete on %s to iris_app', target);
end
$$;

create table tenants (
  id uuid primary key,
  name text not null,
  country text not null,
  time_zone text not null,
  demo boolean not null default false,
  created_at timestamptz not null default now()
);
alter table tenants enable row level security;
create policy tenant_rows on tenants using (id = current_tenant()) with check (id = current_tenant());
grant select, update on tenants to iris_app;

create table users (
  id uuid primary key,
  tenant_id uuid not null references tenants,
  email text not null,
  name text not null,
  roles text[] not null,
  locale text not null default 'en',
  password_hash text not null,
  disabled_at timestamptz,
  created_at timestamptz not null default now(),
  unique (tenant_id, id)
);
-- One address signs in to one tenant, so it is unique across all of them.
create unique index users_email on users (lower(email));
call protect_tenant_rows('users');

create table sessions (
  id uuid primary key,
  tenant_id uuid not null,
  user_id uuid not null,
  -- SHA-256 of the refresh token in force and of the one before it.
  secret_hash bytea not null,
  previous_hash bytea,
  rotated_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null,
  ended_at timestamptz,
  ended_reason text,
  address text not null,
  user_agent text not null,
  unique (tenant_id, id),
  foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade
);
create index sessions_of_user on sessions (user_id) where ended_at is null;
call protect_tenant_rows('sessions');

create table audit_entries (
  id uuid primary key,
  tenant_id uuid not null references tenants,
  at timestamptz not null default now(),
  actor_id uuid,
  action text not null,
  target text not null,
  detail jsonb not null,
  address text
);
create index audit_by_time on audit_entries (tenant_id, id desc);
call protect_tenant_rows('audit_entries');
-- What is written here stays as it was written.
revoke update, delete on audit_entries from iris_app;

create table idempotency_keys (
  tenant_id uuid not null references tenants,
  user_id uuid not null,
  key text not null,
  request_hash bytea not null,
  status smallint,
  body jsonb,
  created_at timestamptz not null default now(),
  primary key (tenant_id, user_id, key)
);
create index idempotency_keys_by_age on idempotency_keys (created_at);
call protect_tenant_rows('idempotency_keys');
