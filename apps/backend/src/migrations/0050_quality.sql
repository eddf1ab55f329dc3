-- How well caller and agent heard each other: what the voice engine measured of each one's leg.
alter table calls add column quality jsonb;
