-- The codecs a carrier is offered, best first.

alter table trunks
  add column codecs text[] not null default '{PCMU,PCMA}'
    check (cardinality(codecs) > 0 and codecs <@ '{PCMU,PCMA,G722,opus}');
