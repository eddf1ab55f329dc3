-- Flows of schema 1 become schema 2: what was beside the kind of a node is in its settings, and queues and boxes are named.

create function pg_temp.named(kind text, settings jsonb) returns jsonb language sql as $$
  select case kind
    when 'enqueue' then settings - 'queueId' || jsonb_build_object('queue', coalesce(
      (select name from queues where id::text = settings ->> 'queueId'), ''))
    when 'voicemail' then settings - 'boxId' || jsonb_build_object('box', coalesce(
      (select name from voicemail_boxes where id::text = settings ->> 'boxId'), ''))
    else settings
  end
$$;

create function pg_temp.block(node jsonb) returns jsonb language sql as $$
  select jsonb_strip_nulls(jsonb_build_object(
    'kind', case node ->> 'kind' when 'hang_up' then 'end' else node ->> 'kind' end,
    'name', node -> 'label',
    'at', coalesce(node -> 'position', '{"x": 0, "y": 0}')
  )) || jsonb_build_object(
    'settings', pg_temp.named(node ->> 'kind', node - array['kind', 'label', 'position', 'exits']),
    'exits', coalesce(node -> 'exits', '{}')
  )
$$;

update flow_versions set document = jsonb_build_object(
  'schema', 2,
  'blocks', (
    select coalesce(jsonb_object_agg(key, pg_temp.block(value)), '{}')
    from jsonb_each((flow_versions.document::jsonb) -> 'nodes')
  )
)
where (document::jsonb) ->> 'schema' = '1';

drop function pg_temp.block(jsonb);
drop function pg_temp.named(text, jsonb);
