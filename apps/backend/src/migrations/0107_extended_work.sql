-- The after-call time of a contact without a call can be taken once more, as a call's can.
alter table agent_work add column extended boolean not null default false;
