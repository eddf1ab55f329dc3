-- Secrets that flows send to other servers: keys of a CRM, passwords of an API. Nobody reads them back.

create table secrets (
  tenant_id uuid not null references tenants,
  name text not null,
  -- Sealed for `flow-secret:<tenant>:<name>`.
  sealed bytea not null,
  changed_at timestamptz not null,
  changed_by uuid,
  primary key (tenant_id, name),
  foreign key (tenant_id, changed_by) references users (tenant_id, id) on delete set null (changed_by)
);
call protect_tenant_rows('secrets');
