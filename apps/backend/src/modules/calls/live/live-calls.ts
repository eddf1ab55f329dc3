import type { CallOrder, IrisEvent, RecordingAction } from '@iris/contracts'
import type { Database } from '@iris/platform'
import type { Speech } from '@iris/speech'
import type { IncomingCall, VoiceEvent, VoicePort } from '@iris/telephony'
import { v7 as uuidv7 } from 'uuid'
import type { Principal } from '../../../http/context.ts'
import type { Logger } from '../../../log.ts'
import type { Tables } from '../../../tables.ts'
import { Refusal } from '../../../problem.ts'
import type { Actor, DoWork, EventBus } from '../../../work.ts'
import { displayNumber, readDialled } from '../../numbers/display.ts'
import { readPhoneUser } from '../../phones/credentials.ts'
import { originOf } from '../../trunks/sources.ts'
import type { PhonePresence } from '../../phones/presence.ts'
import type { PromptSource } from '../../prompts/prompt-source.ts'
import type { Recorder } from '../../recordings/recorder.ts'
import type { RecordingVault } from '../../recordings/vault.ts'
import type { SoundStore } from '../../sounds/sound-store.ts'
import type { AskForVerbs } from '../../webhooks/ask-verbs.ts'
import type { FetchedSounds } from '../../webhooks/fetched-sounds.ts'
import { findAnsweringOf, type IncomingAnswering } from './answering.ts'
import type { CallFacts, CallParts, Patience } from './call-in-progress.ts'
import { ControlLedger } from './ledger/control-ledger.ts'
import { readDeskCall } from './dialling/desk-calls.ts'
import { CallLedger } from './ledger/ledger.ts'
import { letGo } from './late-order.ts'
import { LiveCall } from './live-call.ts'
import { outOfService } from './out-of-service.ts'
import { orderPhoneTransfer } from './transfers/phone-transfers.ts'
import type { AnsweredCall } from './dialling/placed-calls.ts'

interface Parts {
  readonly nodeId: string
  readonly voice: VoicePort
  readonly speech: Speech
  readonly phones: PhonePresence
  readonly recorder: Recorder
  readonly vault: RecordingVault
  readonly sounds: SoundStore
  readonly promptOf: PromptSource
  readonly traces: CallParts['traces']
  readonly effects: CallParts['effects']
  readonly database: Database<Tables>
  readonly bus: EventBus
  readonly doWork: DoWork
  readonly log: Logger
  readonly principalOf: (sessionId: string) => Promise<Principal | undefined>
  readonly patience: Patience
  readonly line: CallParts['line']
  readonly groups: CallParts['groups']
  readonly figures: CallParts['figures']
  readonly conferences: CallParts['conferences']
  readonly askForVerbs: AskForVerbs
  readonly fetchedSounds: Pick<FetchedSounds, 'fetch'>
}

const legEvents = [
  'leg.ringing',
  'leg.answered',
  'leg.dtmf',
  'leg.held',
  'leg.resumed',
  'leg.quality',
  'leg.machine',
  'speech.started',
  'speech.partial',
  'speech.final',
  'listening.ended',
  'leg.ended',
  'leg.refer_requested',
  'playback.ended',
] as const satisfies readonly VoiceEvent['kind'][]

/** The calls this process carries. */
export class LiveCalls {
  readonly #parts: Parts
  readonly #calls = new Map<string, LiveCall>()
  readonly #callOfLeg = new Map<string, LiveCall>()
  /** Legs that call and have not gone: a caller may hang up while it is looked up where the call leads. */
  readonly #calling = new Set<string>()
  readonly #stops: (() => void)[]

  constructor(parts: Parts) {
    this.#parts = parts
    const { voice, bus, phones } = parts
    this.#stops = [
      voice.on('leg.incoming', (incoming) => {
        this.#calling.add(incoming.leg)
        this.#takeIn(incoming).catch((error: unknown) => this.#refuse(incoming, error))
      }),
      ...legEvents.map((kind) => voice.on(kind, (event) => this.#pass(event))),
      bus.watch((event) => this.#watch(event)),
      phones.onChange(({ kind, agentId }) => {
        if (kind !== 'ready') return
        for (const call of this.#calls.values()) call.post({ kind: 'agent-phone-ready', agentId })
      }),
    ]
  }

  get size(): number {
    return this.#calls.size
  }

  has(callId: string): boolean {
    return this.#calls.has(callId)
  }

  /** Does something to the recording of a call of this process; gives the recording's id. */
  async controlRecording(callId: string, action: RecordingAction, by: Actor): Promise<string> {
    const call = this.#calls.get(callId)
    if (!call) throw new Refusal('conflict', { detail: 'The call is over.' })
    const answer = Promise.withResolvers<string>()
    call.post({ kind: 'record', action, by, answer })
    return answer.promise
  }

  /** Resolves once every call there is now has its record. */
  async settled(): Promise<void> {
    await Promise.all([...this.#calls.values()].map((call) => call.over))
  }

  close(): void {
    for (const stop of this.#stops) stop()
  }

  #watch(event: IrisEvent): void {
    if (event.type === 'contact.offered') {
      const { contactId, expiresAt, ...offer } = event.payload
      const expiresAtMs = Date.parse(expiresAt)
      this.#calls.get(contactId)?.post({ kind: 'offered', ...offer, expiresAtMs })
    }
    if (event.type === 'contact.offer_ended' && event.payload.outcome === 'withdrawn') {
      const { contactId, agentId } = event.payload
      this.#calls.get(contactId)?.post({ kind: 'offer-withdrawn', agentId })
    }
    if (event.type === 'contact.overflow_due') {
      const { contactId, queueId, outcome, message } = event.payload
      this.#calls.get(contactId)?.post({ kind: 'overflow', queueId, outcome, message })
    }
    if (event.type === 'call.end_requested') {
      const { callId, cause } = event.payload
      this.#calls.get(callId)?.post({ kind: 'hang-up', cause })
    }
    if (event.type === 'call.ordered') {
      const { callId, order } = event.payload
      const call = this.#calls.get(callId)
      if (call) call.order(event.id, order)
      else this.#letGo(event.tenantId, callId, order)
    }
  }

  /** An order that comes after the end of its call reserved somebody for nothing. */
  #letGo(tenantId: string, callId: string, order: CallOrder): void {
    const { doWork, phones, log } = this.#parts
    const call = { callId, phoneReady: (agentId: string) => phones.isReady(agentId) }
    doWork(tenantId, null, (work) => letGo(work, call, order)).catch((error: unknown) =>
      log.error({ err: error, callId }, 'who was reserved for a call that is over is not free'),
    )
  }

  #pass(event: Extract<VoiceEvent, { leg: string }>): void {
    const call = this.#callOfLeg.get(event.leg)
    call?.hear(event)
    if (!call && event.kind === 'leg.refer_requested') {
      this.#parts.voice.refuseRefer(event.leg, 'CALL_REJECTED').catch(() => undefined)
    }
    if (event.kind !== 'leg.ended') return
    this.#callOfLeg.delete(event.leg)
    this.#calling.delete(event.leg)
  }

  async #takeIn(incoming: IncomingCall): Promise<void> {
    const { log, voice } = this.#parts
    const startedAtMs = Date.now()
    if (incoming.replaces !== undefined) return this.#takePlace(incoming, incoming.replaces)
    const id = uuidv7({ msecs: startedAtMs })
    let number = readDialled(incoming.to)
    let answering = await this.#answeringOf(number)
    const desk = answering
      ? undefined
      : await readDeskCall(this.#parts, incoming, { id, sinceMs: startedAtMs })
    if (desk) {
      // A number of one's own centre, dialled the national way, is reached in the house and not by a trunk and back.
      number = desk.from.user
      answering = await this.#answeringOf(number)
      if (answering?.tenantId !== desk.tenantId) return this.#dial(desk, startedAtMs)
    }
    if (!number || !answering) {
      log.warn(
        { to: incoming.to, via: incoming.via, source: incoming.source },
        'call to a number that is not ours',
      )
      return voice.hangup(incoming.leg, 'UNALLOCATED_NUMBER')
    }
    const origin =
      incoming.via === 'websocket'
        ? ({ kind: 'anybody' } as const)
        : originOf(answering.trunks, incoming.source)
    if (origin.kind === 'stranger') {
      log.warn({ to: number, source: incoming.source }, 'call from an address of no trunk')
      return voice.hangup(incoming.leg, 'CALL_REJECTED')
    }
    const from = await this.#callerOf(incoming)
    this.#begin(incoming, answering, {
      id,
      startedAtMs,
      from,
      number,
      ...(origin.kind === 'trunk' && { trunkId: origin.trunkId }),
    })
  }

  async #answeringOf(number: string | undefined): Promise<IncomingAnswering | undefined> {
    if (number === undefined) return undefined
    return await this.#parts.database.asSystem((tx) => findAnsweringOf(tx, number))
  }

  #begin(
    { leg, via, callId: sipCallId, from: { displayName: name } }: IncomingCall,
    {
      tenantId,
      country,
      numberId,
      flow,
      programme,
      program,
      queues,
      boxes,
      record: rule,
      trunks,
      statusCallbackUrl,
    }: IncomingAnswering,
    {
      id,
      startedAtMs,
      from,
      number,
      trunkId,
    }: { id: string; startedAtMs: number; from: string; number: string; trunkId?: string },
  ): void {
    // Hung up already: nobody was there to be answered, and nothing is to be written down.
    if (!this.#calling.has(leg)) return
    const log = this.#parts.log.child({ callId: id, tenantId })
    log.info({ from, number, via, sipCallId }, 'call came in')
    const record = {
      id,
      tenantId,
      nodeId: this.#parts.nodeId,
      startedAtMs,
      from,
      number,
      numberId,
      flow,
      statusCallbackUrl,
      ...(trunkId !== undefined && { trunkId }),
    }
    const codecs = trunks.find((trunk) => trunk.id === trunkId)?.codecs
    const facts: CallFacts = {
      id,
      tenantId,
      direction: 'inbound',
      callerLeg: leg,
      ...(codecs && { codecs }),
      from: {
        user: from,
        display: displayNumber(from, country).display,
        ...(name !== undefined && { name }),
      },
      numberValue: number,
      numberDisplay: displayNumber(number, country).display,
      program,
      flow,
      hasFlow: program !== outOfService,
      programme,
      queues,
      boxes,
      record: rule,
    }
    const { doWork } = this.#parts
    const ledger = new CallLedger(doWork, record)
    this.#carry(facts, { log, ledger, control: new ControlLedger(doWork, record) })
  }

  /** Begins a call that an agent dials. */
  #dial(facts: CallFacts, startedAtMs: number): void {
    const { id, tenantId, from, callerLeg } = facts
    if (!this.#calling.has(callerLeg)) return
    const { doWork, nodeId } = this.#parts
    const log = this.#parts.log.child({ callId: id, tenantId })
    const record = { id, tenantId, nodeId, startedAtMs, numberId: null, flow: undefined }
    const ledger = new CallLedger(doWork, { ...record, from: '', number: from.user })
    this.#carry(facts, { log, ledger, control: new ControlLedger(doWork, facts) })
  }

  /** Goes on with a call of ours that was taken: the flow begins, and the time it may last. */
  goOn({ id, leg, to, callerId, timeLimitMs, detection, answering, ledger }: AnsweredCall): void {
    const { tenantId, country, record, program, flow, programme, queues, boxes } = answering
    const call = this.#carry(
      {
        id,
        tenantId,
        direction: 'outbound',
        callerLeg: leg,
        from: { user: to, display: displayNumber(to, country).display },
        numberValue: callerId,
        numberDisplay: displayNumber(callerId, country).display,
        record,
        program,
        flow,
        hasFlow: program !== outOfService,
        programme,
        queues,
        boxes,
        detection,
      },
      {
        log: this.#parts.log.child({ callId: id, tenantId }),
        ledger,
        control: new ControlLedger(this.#parts.doWork, { id, tenantId }),
      },
    )
    call.post({ kind: 'order', order: { kind: 'limit', timeLimitMs } })
  }

  /** Calls somebody back: the agent has accepted, and waits on the leg. */
  callBack(facts: CallFacts): LiveCall {
    const { id, tenantId, from } = facts
    const { doWork, nodeId } = this.#parts
    const log = this.#parts.log.child({ callId: id, tenantId })
    const record = {
      id,
      tenantId,
      nodeId,
      startedAtMs: Date.now(),
      numberId: null,
      flow: undefined,
    }
    const ledger = new CallLedger(doWork, { ...record, from: facts.numberValue, number: from.user })
    return this.#carry(facts, { log, ledger, control: new ControlLedger(doWork, facts) })
  }

  #carry(facts: CallFacts, own: Pick<CallParts, 'log' | 'ledger' | 'control'>): LiveCall {
    const parts: CallParts = {
      ...this.#parts,
      ...own,
      promptOf: (name) => this.#parts.promptOf(facts.tenantId, name),
      orderPhoneTransfer: (wish) => orderPhoneTransfer(this.#parts, wish),
      followLeg: (made) => this.#callOfLeg.set(made, call),
    }
    const call = new LiveCall(facts, parts)
    this.#calls.set(facts.id, call)
    call.over.finally(() => this.#calls.delete(facts.id))
    this.#callOfLeg.set(facts.callerLeg, call)
    call.post({ kind: 'begin' })
    return call
  }

  async #refuse(incoming: IncomingCall, error: unknown): Promise<void> {
    this.#parts.log.error({ err: error, to: incoming.to }, 'a call could not be taken in')
    await this.#parts.voice.hangup(incoming.leg, 'NORMAL_TEMPORARY_FAILURE').catch(() => undefined)
  }

  /** A phone wants the place of another (RFC 3891): of the same user's, if that is in a talk. */
  async #takePlace({ leg, user, via, source }: IncomingCall, replaces: string): Promise<void> {
    const phone = user === undefined ? undefined : readPhoneUser(user)
    const principal =
      phone?.kind === 'session' ? await this.#parts.principalOf(phone.sessionId) : undefined
    const call = this.#callOfLeg.get(replaces)
    if (!principal || !call) {
      this.#parts.log.warn({ via, source }, 'a call wants the place of one that is not its own')
      return this.#parts.voice.hangup(leg, 'CALL_REJECTED')
    }
    this.#callOfLeg.set(leg, call)
    call.post({ kind: 'take-place', leg, replaces, userId: principal.userId })
  }

  /** Calls from our own phones carry no number: a colleague's name, or that it came from the web. */
  async #callerOf(incoming: IncomingCall): Promise<string> {
    if (incoming.user === undefined) return readDialled(incoming.from.user) ?? incoming.from.user
    const user = readPhoneUser(incoming.user)
    const principal =
      user?.kind === 'session' ? await this.#parts.principalOf(user.sessionId) : undefined
    return principal?.name ?? 'web'
  }
}
