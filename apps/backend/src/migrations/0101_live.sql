-- Whose documents are written into a Firebase database, because somebody asked for them, and by which process.

create table live_publications (
  tenant_id uuid primary key references tenants,
  -- Until when somebody may look at them.
  wanted_until timestamptz not null,
  publisher_id uuid,
  -- Until when no other process writes them.
  published_until timestamptz
);
call protect_tenant_rows('live_publications');
