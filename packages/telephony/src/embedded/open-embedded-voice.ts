import { openMediaEngine } from '../media/index.ts'
import { VoiceError, type IncomingCall } from '../port.ts'
import { systemClock } from '../sip/clock.ts'
import type { Flow } from '../sip/flow.ts'
import type { IncomingSession } from '../sip/session/incoming-session.ts'
import { CONTACT_USER } from '../sip/endpoint.ts'
import { parseUri } from '../sip/uri.ts'
import { userOf } from './addresses.ts'
import { EmbeddedVoice, type EmbeddedVoicePort } from './embedded-voice.ts'
import { EventQueue } from './event-queue.ts'
import { IncomingLeg } from './incoming-leg.ts'
import { callerOf } from './identity.ts'
import type { LegContext } from './leg-context.ts'
import { LegTable } from './leg-table.ts'
import { Listenings } from './listenings.ts'
import { RoomTable } from './room-table.ts'
import { settingsOf, type EmbeddedVoiceOptions } from './options.ts'
import { openSipSide } from './sip-side.ts'
import { refusalFor } from './causes.ts'

/**
 * Opens the embedded driver: a SIP registrar and back-to-back user agent over WebSocket and UDP (RFC 3261, RFC 7118)
 * with a media engine of its own. Rejects with a `TypeError` for options that cannot be, and with `VoiceError` of kind
 * `unavailable` when an address or port cannot be had.
 */
export async function openEmbeddedVoice(options: EmbeddedVoiceOptions): Promise<EmbeddedVoicePort> {
  const settings = settingsOf(options)
  const { log, legTiming, isCarrier } = settings
  const clock = options.clock ?? systemClock
  const openMedia = options.openMedia ?? openMediaEngine
  const media = await opened(openMedia({ ...settings.media, logger: log }))
  const events = new EventQueue(log)
  const legs = new LegTable()
  const rooms = new RoomTable()
  legs.listenTo(media)
  // A recording's file may be whole only after its leg has ended, so it is no leg's to tell.
  media.on('recording.ended', (event) => events.emit(event))
  const listenings = new Listenings({
    media,
    transcriber: options.transcriber,
    transcriptMs: legTiming.transcriptMs,
    clock,
    log,
    emit: (event) => events.emit(event),
  })
  const context: LegContext = {
    clock,
    media,
    log,
    timing: legTiming,
    emit: (event) => events.emit(event),
    isHeard: (type) => events.hasListener(type),
    forget: (leg) => {
      legs.remove(leg)
      listenings.endAllOf(leg.id)
      rooms.leave(leg.id)
    },
    legOf: (replaces) => {
      const session = sip.endpoint.named(replaces)
      return session && legs.on(session)
    },
    passKey: (from, key) => {
      for (const listener of rooms.listenersOf(from.id)) legs.find(listener)?.passKey(key)
    },
  }
  const sipSide = openSipSide(settings, clock, {
    called: (session) => receiveCall(session, { context, legs, events, isCarrier }),
    registered: (user) => events.emit({ kind: 'user.registered', user }),
    unregistered: (user) => events.emit({ kind: 'user.unregistered', user }),
    trunkChanged: (trunk, state) => events.emit({ kind: 'trunk.changed', trunk, state }),
  })
  const sip = await opened(sipSide).catch(async (error: unknown) => {
    await media.close()
    throw error
  })
  return new EmbeddedVoice({ events, legs, rooms, listenings, context, sip })
}

async function opened<Part>(part: Promise<Part>): Promise<Part> {
  try {
    return await part
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    throw new VoiceError('unavailable', `Voice cannot be opened: ${problem}`, { cause: error })
  }
}

function receiveCall(
  session: IncomingSession,
  {
    context,
    legs,
    events,
    isCarrier,
  }: {
    readonly context: LegContext
    readonly legs: LegTable
    readonly events: EventQueue
    readonly isCarrier: (address: string) => boolean
  },
): void {
  // Without anybody to attend to them, callers would ring in vain.
  if (!events.hasListener('leg.incoming')) {
    session.end(refusalFor('NORMAL_TEMPORARY_FAILURE'), [])
    return
  }
  const leg = new IncomingLeg(session, context)
  legs.add(leg)
  const replaced = session.replaced && legs.on(session.replaced)
  const replaces = replaced ? { replaces: replaced.id } : {}
  const isTrusted = session.user === undefined && isCarrier(session.flow.remoteAddress)
  events.emit({ ...describeCall(session, { leg: leg.id, isTrusted }), ...replaces })
}

const WAYS: Readonly<Record<Flow['transport'], IncomingCall['via']>> = {
  UDP: 'udp',
  TCP: 'tcp',
  TLS: 'tls',
  WS: 'websocket',
  WSS: 'websocket',
}

function describeCall(
  session: IncomingSession,
  { leg, isTrusted }: { leg: string; isTrusted: boolean },
): IncomingCall {
  const { invite, flow, user } = session
  return {
    kind: 'leg.incoming',
    leg,
    from: callerOf(invite, { isTrusted }),
    to: calledNumber(invite),
    ...(user === undefined ? {} : { user }),
    via: WAYS[flow.transport],
    source: flow.remoteAddress,
    callId: invite.callId,
  }
}

/**
 * The number that was called. A carrier we are registered at calls our Contact, and says in To whom it is for.
 */
function calledNumber(invite: IncomingSession['invite']): string {
  const called = userOf(parseUri(invite.uri))
  return called === CONTACT_USER ? userOf(invite.to.address) : called
}
