-- What whoever is to be called back needs of agents, in place of what the queue needs; null for that.

alter table callbacks
  add column needs jsonb,
  add column relax jsonb;
