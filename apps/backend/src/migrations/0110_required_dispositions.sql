-- A disposition that is required is chosen in after-call work: where there is none, it was never asked for, and is not required.
update queues
set wrap_up = wrap_up || '{"dispositionRequired": false}'
where (wrap_up ->> 'dispositionRequired')::boolean
  and case coalesce(wrap_up ->> 'mode', 'mandatory_timed')
    when 'off' then true
    when 'mandatory' then false
    else wrap_up_ms = 0
  end;
