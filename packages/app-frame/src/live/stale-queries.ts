import type { EventType } from '@iris/contracts'

/** The resources (first parts of query keys) that an event makes out of date. */
export const staleAfter: Readonly<Record<EventType, readonly string[]>> = {
  'call.started': ['calls'],
  'call.placed': ['calls'],
  'call.end_requested': [],
  'call.answered': ['calls'],
  'call.answered_by': ['calls'],
  'call.heard': [],
  'call.step_entered': ['calls'],
  'contact.queued': ['calls', 'queues'],
  'contact.offered': ['calls', 'queues', 'callbacks'],
  'contact.offer_ended': ['calls', 'queues', 'callbacks'],
  'call.connected': ['calls', 'queues'],
  'call.ordered': [],
  'call.transfer_started': ['calls'],
  'call.transferred': ['calls'],
  'call.parked': ['calls', 'parked'],
  'call.unparked': ['calls', 'parked'],
  'call.consult_changed': ['calls'],
  'call.supervision_changed': ['calls'],
  'call.coaching_changed': ['calls'],
  'call.verb_result': [],
  'call.digits_entered': [],
  'call.webhook_failed': [],
  'call.agent_lost': ['calls', 'queues'],
  'call.quality_changed': ['calls'],
  'call.hold_changed': [],
  'call.ended': ['calls', 'queues'],
  'callback.requested': ['callbacks', 'queues'],
  'callback.due': ['callbacks', 'queues'],
  'callback.attempted': ['callbacks'],
  'callback.done': ['callbacks'],
  'callback.failed': ['callbacks', 'queues'],
  'callback.cancelled': ['callbacks', 'queues'],
  'conference.opened': ['conferences'],
  'conference.started': ['conferences'],
  'conference.changed': ['conferences'],
  'conference.ordered': [],
  'conference.participant_invited': ['conferences'],
  'conference.participant_joined': ['conferences'],
  'conference.participant_changed': ['conferences'],
  'conference.participant_left': ['conferences'],
  'conference.ended': ['conferences'],
  'recording.started': ['recordings'],
  'recording.paused': ['recordings'],
  'recording.resumed': ['recordings'],
  'recording.ready': ['recordings'],
  'recording.failed': ['recordings'],
  'recording.deleted': ['recordings'],
  'voicemail.received': ['voicemails', 'voicemail-boxes'],
  'voicemail.transcribed': ['voicemails'],
  'voicemail.changed': ['voicemails', 'voicemail-boxes'],
  'voicemail.deleted': ['voicemails', 'voicemail-boxes'],
  'contact.created': ['contacts'],
  'contact.moved': ['queues'],
  'contact.left_queue': ['queues'],
  'contact.overflow_due': [],
  'contact.accepted': ['contacts', 'queues'],
  'contact.ended': ['contacts', 'queues'],
  'contact.wrapped_up': ['contacts'],
  'contact.wrap_up_extended': [],
  'agent.state_changed': ['agents'],
  'agent.profile_changed': ['agent-profiles', 'queues'],
  'agent.schedule_changed': ['schedules'],
  'skill.changed': ['skills'],
  'team.changed': ['teams', 'agents'],
  'hours.changed': ['hours', 'queues'],
  'queue.changed': ['queues'],
  'wallboard_link.changed': ['wallboard-links'],
  'flow.event_emitted': [],
  'call.noted': ['call-notes'],
  'customer.created': ['customers'],
  'customer.updated': ['customers'],
  'customer.deleted': ['customers'],
  'secret.changed': ['secrets'],
  'flow.changed': ['flows'],
  'flow.deleted': ['flows'],
  'flow.draft_saved': ['flows'],
  'flow.published': ['flows'],
  'flow.run_started': ['flow-runs'],
  'flow.run_ended': ['flow-runs'],
  'flow.presence_changed': [],
  'flow.taken_over': [],
  'prompt.changed': ['prompts'],
  'voicemail_box.waiting_changed': ['voicemail-boxes'],
  'voicemail_box.changed': ['voicemail-boxes', 'numbers'],
  'trunk.changed': ['trunks'],
  'trunk.health_changed': ['trunks'],
  'number.changed': ['numbers'],
  'user.changed': ['users', 'agents'],
  'session.ended': ['sessions'],
}

export interface Gathering {
  add(resources: readonly string[]): void
  close(): void
}

/**
 * Gathers what went out of date and passes it on at most once in `everyMs`: a busy centre has a hundred events a second, a
 * list needs to be fetched once. The first is passed on at once.
 */
export function gatherStale(
  refetch: (resources: readonly string[]) => void,
  everyMs: number,
): Gathering {
  const waiting = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | undefined

  function pass(): void {
    timer = undefined
    if (waiting.size === 0) return
    const resources = [...waiting]
    waiting.clear()
    timer = setTimeout(pass, everyMs)
    refetch(resources)
  }

  return {
    add(resources) {
      for (const resource of resources) waiting.add(resource)
      if (timer === undefined) pass()
    },
    close: () => clearTimeout(timer),
  }
}
