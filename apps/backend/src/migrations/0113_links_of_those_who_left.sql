-- A link to the wallboard ends with its maker's account, or with their right to share.

alter table wallboard_links
  add column revoked_because text check (revoked_because in ('asked', 'maker_disabled', 'maker_role')),
  -- Nobody asked for what ends here.
  drop constraint wallboard_links_check;
update wallboard_links set revoked_because = 'asked' where revoked_at is not null;
update wallboard_links link
  set revoked_at = now(),
    revoked_because = case when maker.disabled_at is null then 'maker_role' else 'maker_disabled' end
  from users maker
  where maker.id = link.created_by
    and link.revoked_at is null
    and (
      maker.disabled_at is not null
      or not maker.roles && array['owner', 'admin', 'supervisor']
    );
alter table wallboard_links
  add check ((revoked_because is null) = (revoked_at is null)),
  add check (revoked_by is null or revoked_at is not null);
-- Whoever asked for it is known.
alter table wallboard_links
  add check (revoked_because is distinct from 'asked' or revoked_by is not null);
