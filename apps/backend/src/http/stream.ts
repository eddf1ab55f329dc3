import { type EventType, type IrisEvent, mayDo, type Permission, streamPath } from '@iris/contracts'
import type { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { EventBus } from '../work.ts'
import type { Principal } from './context.ts'
import type { Gate, HttpEnv } from './implement.ts'

const heartbeatMs = 10_000
/** A client that takes nothing more is dropped at so many events; it comes back and reads afresh. */
const mostUnsent = 1000

/** Who may hear of what, beside those it is about. */
const audience: Readonly<Record<EventType, Permission>> = {
  'call.started': 'calls:read',
  'call.placed': 'calls:read',
  'call.end_requested': 'calls:read',
  'call.answered': 'calls:read',
  'call.answered_by': 'calls:read',
  'call.heard': 'calls:read',
  'call.step_entered': 'calls:read',
  'contact.queued': 'queues:read',
  'contact.offered': 'calls:read',
  'contact.offer_ended': 'queues:read',
  'call.connected': 'calls:read',
  'call.ordered': 'calls:monitor',
  'call.transfer_started': 'calls:read',
  'call.transferred': 'calls:read',
  'call.parked': 'queues:read',
  'call.unparked': 'queues:read',
  'call.consult_changed': 'calls:read',
  'call.hold_changed': 'calls:read',
  'call.supervision_changed': 'calls:monitor',
  'call.coaching_changed': 'calls:monitor',
  // The keys that callers pressed are in it.
  'call.verb_result': 'calls:program',
  'call.digits_entered': 'calls:read',
  'call.webhook_failed': 'calls:program',
  'call.agent_lost': 'calls:read',
  'call.quality_changed': 'calls:read',
  'call.ended': 'calls:read',
  'callback.requested': 'queues:read',
  'callback.due': 'queues:read',
  'callback.attempted': 'queues:read',
  'callback.done': 'queues:read',
  'callback.failed': 'queues:read',
  'callback.cancelled': 'queues:read',
  'conference.opened': 'calls:monitor',
  'conference.started': 'calls:monitor',
  'conference.changed': 'calls:monitor',
  'conference.ordered': 'calls:monitor',
  'conference.participant_invited': 'calls:monitor',
  'conference.participant_joined': 'calls:monitor',
  'conference.participant_changed': 'calls:monitor',
  'conference.participant_left': 'calls:monitor',
  'conference.ended': 'calls:monitor',
  'recording.started': 'recordings:read',
  'recording.paused': 'recordings:read',
  'recording.resumed': 'recordings:read',
  'recording.ready': 'recordings:read',
  'recording.failed': 'recordings:read',
  'recording.deleted': 'recordings:read',
  'voicemail.received': 'voicemail:read',
  'voicemail.transcribed': 'voicemail:read',
  'voicemail.changed': 'voicemail:read',
  'voicemail.deleted': 'voicemail:read',
  'contact.created': 'contacts:read',
  'contact.moved': 'queues:read',
  'contact.left_queue': 'queues:read',
  'contact.overflow_due': 'queues:read',
  'contact.accepted': 'contacts:read',
  'contact.ended': 'contacts:read',
  'contact.wrapped_up': 'contacts:read',
  'contact.wrap_up_extended': 'contacts:read',
  'agent.state_changed': 'agents:read',
  'agent.profile_changed': 'agents:read',
  'agent.schedule_changed': 'agents:read',
  'skill.changed': 'queues:read',
  'team.changed': 'agents:read',
  'hours.changed': 'queues:read',
  'queue.changed': 'queues:read',
  'wallboard_link.changed': 'boards:share',
  // Flows may put into it what callers said.
  'flow.event_emitted': 'calls:read',
  'call.noted': 'calls:read',
  'customer.created': 'customers:read',
  'customer.updated': 'customers:read',
  'customer.deleted': 'customers:read',
  'secret.changed': 'secrets:read',
  'flow.changed': 'flows:read',
  'flow.deleted': 'flows:read',
  'flow.draft_saved': 'flows:read',
  'flow.published': 'flows:read',
  'flow.run_started': 'flows:read',
  'flow.run_ended': 'flows:read',
  'flow.presence_changed': 'flows:read',
  'flow.taken_over': 'flows:read',
  'prompt.changed': 'flows:read',
  'voicemail_box.waiting_changed': 'voicemail:read',
  'voicemail_box.changed': 'voicemail:read',
  'trunk.changed': 'trunks:read',
  'trunk.health_changed': 'trunks:read',
  'number.changed': 'numbers:read',
  'user.changed': 'users:read',
  'session.ended': 'users:read',
}

/** Whether a user may hear of an event: it is about them, or their role lets them. */
function mayHear(principal: Principal, event: IrisEvent): boolean {
  if (event.tenantId !== principal.tenantId) return false
  return isAbout(principal.userId, event) || mayDo(principal.roles, audience[event.type])
}

function isAbout(userId: string, event: IrisEvent): boolean {
  if (event.type === 'agent.state_changed') return event.payload.agent.id === userId
  if ('agentIds' in event.payload) return event.payload.agentIds.includes(userId)
  if ('userId' in event.payload) return event.payload.userId === userId
  return 'agentId' in event.payload && event.payload.agentId === userId
}

interface Listener {
  readonly principal: Principal
  readonly send: (event: IrisEvent) => void
  readonly end: () => void
}

/** Serves the event stream: what is committed, as it is committed, to those who may hear of it. */
export function serveStream(
  app: Hono<HttpEnv>,
  gate: Gate,
  bus: Pick<EventBus, 'watch'>,
): { close(): void; readonly size: number } {
  const listeners = new Set<Listener>()
  // Who comes back reads everything anew.
  const endAll = () => {
    for (const listener of listeners) listener.end()
  }
  const stopWatching = bus.watch((event) => {
    for (const listener of listeners) {
      if (mayHear(listener.principal, event)) listener.send(event)
      const isTheirEnd =
        event.type === 'session.ended' && event.payload.sessionId === listener.principal.sessionId
      if (isTheirEnd) listener.end()
    }
  }, endAll)

  app.get(streamPath, async (c) => {
    const principal = await gate.admit(c.req.header('authorization'))
    c.header('X-Accel-Buffering', 'no')
    return streamSSE(c, async (stream) => {
      let unsent = 0
      const ended = Promise.withResolvers<void>()
      const write = async (chunk: string) => {
        if (++unsent > mostUnsent) ended.resolve()
        await stream.write(chunk)
        unsent--
      }
      const listener: Listener = {
        principal,
        send: (event) => void write(`id: ${event.id}\ndata: ${JSON.stringify(event)}\n\n`),
        end: ended.resolve,
      }
      listeners.add(listener)
      stream.onAbort(ended.resolve)
      const heartbeat = setInterval(() => void write(': still here\n\n'), heartbeatMs)
      await write(': listening\n\n')
      await ended.promise
      clearInterval(heartbeat)
      listeners.delete(listener)
    })
  })

  return {
    close() {
      stopWatching()
      endAll()
    },
    get size() {
      return listeners.size
    },
  }
}
