-- A rule of recording for the whole centre, and one more kind of rule. Greetings that are sounds, mail for the messages of a box, and numbers that lead to a box without a flow.

alter table queues drop constraint queues_record_check;
alter table numbers drop constraint numbers_record_check;
alter table queues add constraint queues_record_check
  check (record in ('off', 'on', 'on_with_announcement', 'on_with_beep'));
alter table numbers add constraint numbers_record_check
  check (record in ('off', 'on', 'on_with_announcement', 'on_with_beep'));
alter table tenants
  add column recording_rule text not null default 'off'
  check (recording_rule in ('off', 'on', 'on_with_announcement', 'on_with_beep'));

alter table voicemail_boxes
  add column greeting_sound_id uuid,
  add column greeting_ms integer,
  add column greeting_changed_at timestamptz,
  add column mail_to text;

alter table numbers
  add column voicemail_box_id uuid,
  add constraint numbers_tenant_id_voicemail_box_id_fkey
    foreign key (tenant_id, voicemail_box_id) references voicemail_boxes (tenant_id, id);
