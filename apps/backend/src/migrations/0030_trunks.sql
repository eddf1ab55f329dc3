-- Carriers, and calls that go out by them.

create table trunks (
  id uuid primary key,
  tenant_id uuid not null references tenants,
  name text not null,
  enabled boolean not null,
  host text not null,
  port integer not null,
  domain text,
  username text,
  -- Sealed for `trunk:<id>`.
  password_sealed bytea,
  registers boolean not null,
  addresses text[] not null,
  prefixes text[] not null,
  priority integer not null,
  price_per_minute double precision not null,
  caller_ids text[] not null,
  default_caller_id text,
  max_channels integer not null,
  calls_per_second integer not null,
  number_format text not null,
  created_at timestamptz not null default now(),
  unique (tenant_id, id)
);
create unique index trunks_name on trunks (tenant_id, lower(name));
call protect_tenant_rows('trunks');

-- The trunk a call went out by. It may be gone by the time somebody asks.
alter table calls add column trunk_id uuid;
