-- How long contacts of a queue took lately is asked for by every caller who is told how long it will take.
create index calls_of_queue on calls (tenant_id, queue_id, id desc) where connected_at is not null;
