-- A flow has one draft, which people work on, and versions, which are drafts as they were published.

alter table flows
  add column description text not null default '',
  -- Put away: it is no more among those that one works with.
  add column archived_at timestamptz;
-- `latest_version` is 0 until something was published.

-- As text, not `jsonb`: a document's keys keep their order, and its texts may hold whatever JSON can say.
alter table flow_versions alter column document type json using document::json;

alter table flow_versions
  add column name text,
  add column note text not null default '',
  add column created_by_id uuid,
  -- Of which version it is the document again, where it was rolled back to.
  add column copy_of integer,
  -- What the names in the document stood for when it was published.
  add column "references" json,
  add column published_at timestamptz;
update flow_versions set published_at = flow_versions.created_at
  from flows where flows.id = flow_versions.flow_id and flows.published_version = flow_versions.version;

create table flow_drafts (
  tenant_id uuid not null,
  flow_id uuid not null,
  document json not null,
  -- Counts the saves; it is the entity tag.
  revision integer not null default 1,
  -- The revision that answers calls, if one does.
  published_revision integer,
  -- The version the work began with.
  based_on integer,
  saved_by text not null,
  saved_by_id uuid,
  saved_at timestamptz not null default now(),
  primary key (tenant_id, flow_id),
  foreign key (tenant_id, flow_id) references flows (tenant_id, id) on delete cascade
);
call protect_tenant_rows('flow_drafts');

insert into flow_drafts (tenant_id, flow_id, document, published_revision, based_on, saved_by, saved_at)
  select
    flows.tenant_id,
    flows.id,
    flow_versions.document,
    case when flows.published_version = flows.latest_version then 1 end,
    flows.latest_version,
    flow_versions.created_by,
    flow_versions.created_at
  from flows
  join flow_versions on flow_versions.flow_id = flows.id and flow_versions.version = flows.latest_version;
