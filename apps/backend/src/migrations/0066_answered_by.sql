-- Who answered a call of ours: a person, a machine, or nobody knows. Null where it was not to be found out.
alter table calls add column answered_by text;
