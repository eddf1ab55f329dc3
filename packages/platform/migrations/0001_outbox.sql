-- The outbox: what happened, and who has yet to hear of it.
--
-- An event is written by the transaction of the change, with one delivery for each consumer that wants its type.
-- A consumer's deliveries stand in lanes, a tenant always in the same one. One process at a time has a lane's turn and
-- handles its deliveries in the order of their places; different lanes go on side by side.

create table bus_events (
  id uuid primary key,
  tenant_id uuid not null,
  type text not null,
  at timestamptz not null,
  -- As it was published, byte for byte: `jsonb` would refuse some of what JSON allows.
  payload json not null
);
create index bus_events_at on bus_events (at);

create table bus_consumers (
  name text primary key,
  types text[] not null,
  seen_at timestamptz not null default now()
);

create table bus_lanes (
  consumer text not null references bus_consumers on delete cascade,
  lane smallint not null,
  -- Whose turn it is; a holder whose time has run out has died.
  holder uuid,
  held_until timestamptz,
  -- When the lane goes on after a failure.
  resumes_at timestamptz,
  primary key (consumer, lane)
);

create table bus_deliveries (
  place bigint primary key generated always as identity,
  consumer text not null references bus_consumers on delete cascade,
  lane smallint not null,
  event_id uuid not null references bus_events on delete cascade,
  tenant_id uuid not null,
  type text not null,
  attempts integer not null default 0,
  last_error text,
  -- Given up after too many attempts, and kept to be looked at.
  set_aside_at timestamptz
);
create index bus_deliveries_waiting on bus_deliveries (consumer, lane, place) where set_aside_at is null;
create index bus_deliveries_set_aside on bus_deliveries (set_aside_at) where set_aside_at is not null;
create index bus_deliveries_of_event on bus_deliveries (event_id);

-- Tenants write events of their own and read none: only the bus does, as the system.
alter table bus_events enable row level security;
create policy tenant_rows on bus_events for insert
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
grant insert on bus_events to iris_app;

alter table bus_deliveries enable row level security;
create policy tenant_rows on bus_deliveries for insert
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
grant insert on bus_deliveries to iris_app;

-- Who consumes what is no tenant's secret, and publishing has to know it.
alter table bus_consumers enable row level security;
create policy everyone_reads on bus_consumers for select using (true);
grant select (name, types) on bus_consumers to iris_app;

alter table bus_lanes enable row level security;
