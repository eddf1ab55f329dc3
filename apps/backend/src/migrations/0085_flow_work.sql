-- Who has a flow open, and the tests that a flow is to pass.

-- One row for each page on which somebody has a flow open. It is worth something for as long as it is renewed, so a crash may
-- take it.
create unlogged table flow_visitors (
  tenant_id uuid not null,
  flow_id uuid not null,
  user_id uuid not null,
  -- Which of their pages it is, as the page says.
  tab text not null,
  user_name text not null,
  wants text not null,
  selection jsonb not null default '[]',
  cursor jsonb,
  joined_at timestamptz not null default clock_timestamp(),
  seen_at timestamptz not null default clock_timestamp(),
  -- Since when the flow is theirs to change.
  holds_since timestamptz,
  primary key (tenant_id, flow_id, user_id, tab),
  foreign key (tenant_id, flow_id) references flows (tenant_id, id) on delete cascade
);
create unique index flow_visitors_holder on flow_visitors (tenant_id, flow_id) where holds_since is not null;
create index flow_visitors_seen on flow_visitors (seen_at);
call protect_tenant_rows('flow_visitors');

create table flow_tests (
  id uuid primary key,
  tenant_id uuid not null,
  flow_id uuid not null,
  name text not null,
  place integer not null,
  "case" json not null,
  -- What came of it last: the draft's revision, whether it passed, and when.
  last_result json,
  changed_at timestamptz not null default now(),
  foreign key (tenant_id, flow_id) references flows (tenant_id, id) on delete cascade
);
create index flow_tests_in_order on flow_tests (tenant_id, flow_id, place);
call protect_tenant_rows('flow_tests');
