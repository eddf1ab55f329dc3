-- What callers of a queue hear while they wait or are on hold: ids of prompts, or a name of those every centre has, one after
-- another. None: the centre's own music.
alter table queues add column music text[] not null default '{}';
