-- What SIP and audio to a carrier go over, and its port left to its domain's records where none is written.

alter table trunks
  alter column port drop not null,
  add column transport text not null default 'auto'
    check (transport in ('auto', 'udp', 'tcp', 'tls')),
  add column media text not null default 'rtp' check (media in ('rtp', 'srtp'));
