-- What the owner of a tenant's routing reads and writes beside the line itself.

-- Whoever reserves a contact checks in the same transaction, as the tenant, that it is still the owner.
create policy tenant_rows on routing_leases using (tenant_id = current_tenant());
grant select on routing_leases to iris_app;

-- When an agent was last given a contact of a queue: whose turn it is.
create table agent_turns (
  tenant_id uuid not null,
  queue_id uuid not null,
  agent_id uuid not null,
  at timestamptz not null,
  primary key (tenant_id, agent_id, queue_id),
  foreign key (tenant_id, queue_id) references queues (tenant_id, id) on delete cascade,
  foreign key (tenant_id, agent_id) references users (tenant_id, id) on delete cascade
);
call protect_tenant_rows('agent_turns');

-- Offers that ran out, of every tenant.
create index queue_entries_offered on queue_entries (offer_expires_at) where offered_to is not null;

-- Who spoke with somebody last.
create index contacts_spoken_with on contacts (tenant_id, from_value, id desc) where agent_id is not null;

-- The place of whoever is to be called back.
create index queue_entries_of_callback on queue_entries (callback_id) where callback_id is not null;
