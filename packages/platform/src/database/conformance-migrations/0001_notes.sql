-- What the database port's conformance suite works on: one table as every tenant's table is.
create table notes (
  id bigint primary key generated always as identity,
  tenant_id uuid not null,
  text text not null unique
);
alter table notes enable row level security;
create policy tenant_rows on notes
  using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
grant select, insert, update, delete on notes to iris_app;
