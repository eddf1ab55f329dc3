import type { CallStep } from '@iris/contracts'
import {
  VoiceError,
  type Cause,
  type LegId,
  type LegQuality,
  type VoiceEvent,
  type VoicePort,
} from '@iris/telephony'
import type { Logger } from '../../../log.ts'
import { holdMusic, ringingTone } from '../../../prompts.ts'
import type { DoWork } from '../../../work.ts'
import { moveAgent } from '../../agents/service.ts'
import type { PhonePresence } from '../../phones/presence.ts'
import { insertCall, updateLiveCall } from '../repository.ts'
import type { Dialled, OutsideLine } from './dial-out.ts'
import { QualityBook } from './call-quality.ts'
import { CallLedger, type CallEnd } from './ledger.ts'
import { type Mailbox, openMailbox } from './mailbox.ts'
import { persistently } from './persistently.ts'
import { Talk } from './talk.ts'

/** An agent who dials a number outside. */
export interface DeskCallFacts {
  readonly id: string
  readonly tenantId: string
  readonly nodeId: string
  readonly startedAtMs: number
  readonly agent: { readonly id: string; readonly name: string; readonly leg: LegId }
  readonly number: string
}

export interface DeskCallParts {
  readonly voice: VoicePort
  readonly line: OutsideLine
  readonly doWork: DoWork
  readonly phones: PhonePresence
  readonly log: Logger
  /** Asks for the events of a leg that was made for this call. */
  readonly followLeg: (leg: LegId) => void
}

type Message =
  | { readonly kind: 'begin' }
  | { readonly kind: 'dialled'; readonly dialled: Dialled }
  | { readonly kind: 'voice'; readonly event: VoiceEvent }
  | { readonly kind: 'hang-up' }

type Phase =
  | { readonly kind: 'dialling' }
  | {
      readonly kind: 'talking'
      readonly callee: LegId
      readonly talk: Talk
      readonly sinceMs: number
    }
  | { readonly kind: 'over' }

type Ending = Pick<CallEnd, 'cause' | 'by'>

/** A call that an agent makes from the desk: the desk's own call waits while the number outside is dialled. */
export class DeskCall {
  readonly #facts: DeskCallFacts
  readonly #parts: DeskCallParts
  readonly #ledger: CallLedger
  readonly #mailbox: Mailbox<Message>
  readonly #giveUp = new AbortController()
  readonly #over = Promise.withResolvers<void>()
  readonly #quality = new QualityBook()
  #phase: Phase = { kind: 'dialling' }

  constructor(facts: DeskCallFacts, parts: DeskCallParts) {
    this.#facts = facts
    this.#parts = parts
    const { id, tenantId, nodeId, startedAtMs, number } = facts
    this.#ledger = new CallLedger(parts.doWork, {
      id,
      tenantId,
      nodeId,
      startedAtMs,
      from: '',
      number,
      numberId: null,
      flow: undefined,
    })
    this.#mailbox = openMailbox(
      (message) => this.#handle(message),
      (error) => this.#fail(error),
    )
    this.#mailbox.post({ kind: 'begin' })
  }

  /** Resolves when the call has ended and its record is written. */
  get over(): Promise<void> {
    return this.#over.promise
  }

  hear(event: VoiceEvent): void {
    // Giving up cannot wait for its turn: the message in hand may be the dialling.
    if (event.kind === 'leg.ended' && event.leg === this.#facts.agent.leg) this.#giveUp.abort()
    this.#mailbox.post({ kind: 'voice', event })
  }

  hangUp(): void {
    this.#giveUp.abort()
    this.#mailbox.post({ kind: 'hang-up' })
  }

  async #handle(message: Message): Promise<void> {
    if (this.#phase.kind === 'over') return
    switch (message.kind) {
      case 'begin':
        return this.#begin()
      case 'dialled':
        return this.#dialled(message.dialled)
      case 'hang-up':
        return this.#end({ cause: 'NORMAL_CLEARING', by: 'system' })
      case 'voice':
        return this.#handleVoice(message.event)
    }
  }

  async #begin(): Promise<void> {
    const { voice } = this.#parts
    const refusal = await this.#writeDown()
    if (refusal !== undefined) {
      this.#parts.log.info({ refusal }, 'the agent may not call now')
      this.#phase = { kind: 'over' }
      await voice.hangup(this.#facts.agent.leg, 'CALL_REJECTED')
      this.#over.resolve()
      return
    }
    this.#dial().then(
      (dialled) => this.#mailbox.post({ kind: 'dialled', dialled }),
      (error: unknown) => void this.#fail(error),
    )
  }

  /** Writes the call down and takes the agent out of the queues; gives why that cannot be. */
  #writeDown(): Promise<string | undefined> {
    const { id, tenantId, nodeId, startedAtMs, agent, number } = this.#facts
    return this.#parts.doWork(tenantId, null, async (work) => {
      const moved = await moveAgent(work, agent.id, { kind: 'call_placed', callId: id })
      if (moved.kind === 'refused') return moved.message
      await insertCall(work.tx, {
        id,
        tenant_id: tenantId,
        node_id: nodeId,
        direction: 'outbound',
        state: 'ringing',
        from_value: '',
        number_value: number,
        number_id: null,
        flow_id: null,
        flow_version: null,
        started_at: new Date(startedAtMs),
      })
      await updateLiveCall(work.tx, id, { agent_id: agent.id })
      const direction = 'outbound'
      await work.publish('call.started', {
        callId: id,
        direction,
        from: '',
        number,
        numberId: null,
      })
      return undefined
    })
  }

  #dial(): Promise<Dialled> {
    const { id, tenantId, number, agent } = this.#facts
    const { line, doWork, voice } = this.#parts
    return line.dial({
      tenantId,
      number,
      callerId: undefined,
      ringTimeoutMs: RING_TIMEOUT_MS,
      signal: this.#giveUp.signal,
      asking: async ({ trunkId, callerId }) => {
        const change = { from_value: callerId, trunk_id: trunkId }
        await doWork(tenantId, null, (work) => updateLiveCall(work.tx, id, change))
      },
      ringing: () => void voice.ring(agent.leg).catch(() => undefined),
    })
  }

  async #dialled(dialled: Dialled): Promise<void> {
    const { voice, followLeg } = this.#parts
    const { agent } = this.#facts
    if (dialled.kind === 'failed') {
      return this.#end({ cause: dialled.cause, by: dialled.by === 'party' ? 'callee' : 'system' })
    }
    const callee = dialled.leg
    followLeg(callee)
    try {
      await voice.answer(agent.leg)
    } catch {
      // The desk has gone in the moment the call was taken.
      await voice.hangup(callee, 'NORMAL_CLEARING')
      return this.#end({ cause: 'ORIGINATOR_CANCEL', by: 'agent' })
    }
    try {
      const talk = await Talk.begin(
        voice,
        { caller: callee, agent: agent.leg },
        { music: holdMusic, ringing: ringingTone },
      )
      this.#phase = { kind: 'talking', callee, talk, sinceMs: Date.now() }
    } catch (error) {
      await voice.hangup(callee, 'NORMAL_CLEARING')
      throw error
    }
    await this.#writeAnswered()
  }

  async #writeAnswered(): Promise<void> {
    const { id, tenantId, agent } = this.#facts
    const now = new Date()
    await this.#parts.doWork(tenantId, null, async (work) => {
      const change = { state: 'connected', answered_at: now, connected_at: now } as const
      await updateLiveCall(work.tx, id, change)
      await work.publish('call.answered', { callId: id })
      const agentId = agent.id
      await work.publish('call.connected', { callId: id, queueId: null, agentId, waitMs: 0 })
    })
  }

  async #handleVoice(event: VoiceEvent): Promise<void> {
    const phase = this.#phase
    if (event.kind === 'leg.quality') return this.#noteQuality(event.leg, event.recent)
    if (phase.kind === 'talking' && event.kind === 'leg.held') return phase.talk.hold(event.leg)
    if (phase.kind === 'talking' && event.kind === 'leg.resumed')
      return phase.talk.resume(event.leg)
    if (event.kind !== 'leg.ended') return
    if (event.quality) this.#noteQuality(event.leg, event.quality)
    const isAgent = event.leg === this.#facts.agent.leg
    const party = isAgent ? 'agent' : 'callee'
    const cause: Cause = event.cause
    await this.#end({ cause, by: event.by === 'party' ? party : 'system' })
  }

  #noteQuality(leg: LegId, quality: LegQuality): void {
    this.#quality.note(leg === this.#facts.agent.leg ? 'agent' : 'caller', quality)
  }

  /** The one way out: both legs go, and the call gets its record. */
  async #end(ending: Ending): Promise<void> {
    const { voice, phones, log } = this.#parts
    const { agent } = this.#facts
    const phase = this.#phase
    const atMs = Date.now()
    this.#phase = { kind: 'over' }
    this.#giveUp.abort()
    const legCause = ending.cause === 'INTERRUPTED' ? 'SYSTEM_SHUTDOWN' : ending.cause
    await Promise.allSettled([
      voice.hangup(agent.leg, legCause),
      ...(phase.kind === 'talking'
        ? [phase.talk.end(), voice.hangup(phase.callee, 'NORMAL_CLEARING')]
        : []),
    ])
    const talkMs = phase.kind === 'talking' ? atMs - phase.sinceMs : 0
    const record: CallEnd = {
      ...ending,
      atMs,
      path: phase.kind === 'talking' ? [this.#talkStep(phase.sinceMs, atMs)] : [],
      queueId: null,
      agentId: agent.id,
      talkMs,
      quality: this.#quality.record,
      agents: [
        {
          agentId: agent.id,
          event: {
            kind: 'call_ended',
            callId: this.#facts.id,
            wrapUpMs: 0,
            phoneReady: phones.isReady(agent.id),
          },
        },
      ],
    }
    await persistently(
      () => this.#ledger.ended(record),
      (error) =>
        log.error({ err: error }, 'the end of the call could not be written; trying again'),
    ).finally(this.#over.resolve)
    log.info({ ...ending, talkMs }, 'the call of an agent ended')
  }

  #talkStep(fromMs: number, toMs: number): CallStep {
    const { id, name } = this.#facts.agent
    return {
      kind: 'agent',
      ref: id,
      name,
      enteredAt: new Date(fromMs).toISOString(),
      leftAt: new Date(toMs).toISOString(),
      outcome: 'completed',
    }
  }

  /** A leg that went meanwhile says so itself; anything else ends the call in order. */
  async #fail(error: unknown): Promise<void> {
    if (this.#phase.kind === 'over' || (error instanceof VoiceError && error.kind === 'gone'))
      return
    this.#parts.log.error({ err: error }, 'the call of an agent cannot go on')
    await this.#end({ cause: 'NORMAL_TEMPORARY_FAILURE', by: 'system' })
  }
}

/** How long a number outside rings for an agent, who can hang up at any time. */
const RING_TIMEOUT_MS = 60_000
