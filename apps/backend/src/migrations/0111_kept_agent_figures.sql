-- Agents' occupancy and adherence by quarters of an hour (docs/metrics.md), worked out once a quarter is over.
create table agent_figure_intervals (
  tenant_id uuid not null,
  from_at timestamptz not null,
  agent_id uuid not null,
  occupied_ms bigint not null,
  idle_ms bigint not null,
  scheduled_ms bigint not null,
  adherent_ms bigint not null,
  primary key (tenant_id, from_at, agent_id),
  foreign key (tenant_id, agent_id) references users (tenant_id, id) on delete cascade
);
create index agent_figure_intervals_of_agent on agent_figure_intervals (tenant_id, agent_id, from_at);
call protect_tenant_rows('agent_figure_intervals');

-- Quarters that began before then are kept, but for what has changed since; later ones are worked out when they are asked for.
create table agent_figures_kept (
  tenant_id uuid primary key references tenants,
  until_at timestamptz not null
);
call protect_tenant_rows('agent_figures_kept');

-- Of whom something has changed, and in what time: what is kept of it does not hold until it is worked out anew. Never updated: whoever
-- notes a change waits for nobody. Not bound to users: it is noted while an agent is deleted, too.
create table agent_figure_changes (
  id bigint generated always as identity primary key,
  tenant_id uuid not null,
  agent_id uuid not null,
  from_at timestamptz not null,
  to_at timestamptz not null
);
create index agent_figure_changes_from on agent_figure_changes (tenant_id, from_at);
call protect_tenant_rows('agent_figure_changes');

-- Nothing is kept of what is an hour away before the transaction that changes it is over.
create function note_agent_change(of_tenant uuid, of_agent uuid, began timestamptz, ended timestamptz) returns void
  language sql
  begin atomic
    insert into agent_figure_changes (tenant_id, agent_id, from_at, to_at)
      select of_tenant, of_agent, began, ended
      where of_agent is not null and began < ended and began < clock_timestamp() + interval '1 hour';
  end;

-- A stretch of an agent's time came, went, or became longer, shorter or another one. Where it is the same but for its ends, only
-- the time between the old and the new ones has changed: so a state that is over has changed nothing of the hours it lasted.
create function note_agent_stretch() returns trigger
  language plpgsql
  as $$
declare
  was_there boolean := tg_op <> 'INSERT';
  is_there boolean := tg_op <> 'DELETE';
  is_same boolean := tg_op = 'UPDATE' and old.agent_id = new.agent_id;
  was_from timestamptz;
  was_to timestamptz;
  is_from timestamptz;
  is_to timestamptz;
begin
  case tg_table_name
    when 'shifts' then
      was_from := old.from_at;
      was_to := old.to_at;
      is_from := new.from_at;
      is_to := new.to_at;
      is_same := is_same and old.activity = new.activity;
    when 'agent_work' then
      was_there := was_there and old.phase <> 'offered';
      is_there := is_there and new.phase <> 'offered';
      was_from := old.since;
      was_to := 'infinity';
      is_from := new.since;
      is_to := 'infinity';
      is_same := is_same and was_there and is_there;
    when 'agent_timeline' then
      was_from := old.began_at;
      was_to := coalesce(old.ended_at, 'infinity');
      is_from := new.began_at;
      is_to := coalesce(new.ended_at, 'infinity');
      is_same := is_same and (old.state, old.reason) is not distinct from (new.state, new.reason);
    when 'contact_legs' then
      was_from := old.began_at;
      was_to := coalesce(old.ended_at, 'infinity');
      is_from := new.began_at;
      is_to := coalesce(new.ended_at, 'infinity');
  end case;
  if is_same then
    perform note_agent_change(
      new.tenant_id, new.agent_id,
      case when was_from = is_from then least(was_to, is_to) else least(was_from, is_from) end,
      case when was_to = is_to then greatest(was_from, is_from) else greatest(was_to, is_to) end
    );
    return null;
  end if;
  if was_there then
    perform note_agent_change(old.tenant_id, old.agent_id, was_from, was_to);
  end if;
  if is_there then
    perform note_agent_change(new.tenant_id, new.agent_id, is_from, is_to);
  end if;
  return null;
end;
$$;

create trigger note_stretch after insert or update or delete on shifts
  for each row execute function note_agent_stretch();
create trigger note_stretch after insert or update or delete on agent_work
  for each row execute function note_agent_stretch();
create trigger note_stretch after insert or update or delete on agent_timeline
  for each row execute function note_agent_stretch();

-- Of contacts' legs only those count that are no calls, with an agent.
create trigger note_new_stretch after insert on contact_legs
  for each row when (new.kind in ('talk', 'wrap_up') and new.channel <> 'voice')
  execute function note_agent_stretch();
create trigger note_other_stretch after update on contact_legs
  for each row when (new.kind in ('talk', 'wrap_up') and new.channel <> 'voice')
  execute function note_agent_stretch();
create trigger note_gone_stretch after delete on contact_legs
  for each row when (old.kind in ('talk', 'wrap_up') and old.channel <> 'voice')
  execute function note_agent_stretch();

-- What agents had in hand in a time.
create index contact_legs_in_hand on contact_legs (tenant_id, agent_id, ended_at)
  where kind in ('talk', 'wrap_up') and channel <> 'voice' and agent_id is not null;
