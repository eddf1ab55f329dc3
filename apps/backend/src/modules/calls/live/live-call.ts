import type { CallOrder, Programme } from '@iris/contracts'
import { advance, ringsAtFirst } from '@iris/flow'
import type { VoiceEvent } from '@iris/telephony'
import { Refusal } from '../../../problem.ts'
import {
  type CallFacts,
  type CallInProgress,
  type CallMessage,
  type CallParts,
  type CallPhase,
  hangUp,
  nextInBackground,
  queueOf,
} from './call-in-progress.ts'
import { agentAtEnd, agentsAtEnd, endOf, type LegEnd, releaseLegs } from './call-end.ts'
import { beginCallback } from './dialling/callback-stage.ts'
import { CallPath } from './call-path.ts'
import { noteAgentSoFar, noteQuality, noteTotal, QualityBook } from './call-quality.ts'
import { CallerLeg } from './caller-leg.ts'
import { takeCustomer } from './dialling/customer-first-stage.ts'
import { beginDetection, detectionTookTooLong, noteAnswerer } from './dialling/detection-stage.ts'
import { beginDialling } from './dialling/dialling-stage.ts'
import { beginFlow, goOn, partyCame } from './flow/flow-stage.ts'
import { endTraceWithCall } from './flow/flow-trace.ts'
import { consultTookTooLong } from './transfers/consult-stage.ts'
import { isGone } from './unless-gone.ts'
import type { CallEnd } from './ledger/ledger.ts'
import { overflow, sendOn, turnAway } from './waiting/overflow-stage.ts'
import { legAnswered, legEnded, numberDialled } from './leg-events.ts'
import { reservedBy } from './late-order.ts'
import { type Mailbox, openMailbox } from './mailbox.ts'
import { parkTookTooLong } from './transfers/park-stage.ts'
import { persistently } from './persistently.ts'
import { referRequested } from './transfers/refer-stage.ts'
import { takePlace } from './waiting/take-place.ts'
import { carryOut } from './orders.ts'
import { controlRecording } from './talk/recording-stage.ts'
import { SecretEntry } from './acts/secret-entry.ts'
import {
  enterQueue,
  leaveByKey,
  leaveByTimeout,
  takeOffer,
  withdrawRing,
} from './waiting/queue-stage.ts'
import { agentIsBack, giveUpOnAgent } from './talk/talk-stage.ts'
import { changeHold } from './talk/talking.ts'
import { letGoOfDialled } from './acts/dial-parties.ts'
import { dialledTalkOver, forgetDialledTalk } from './acts/dialled-talk.ts'
import { beginVerbs, goOnVerbs, leftQueueByVerb, verbCame } from './verbs/verb-stage.ts'

/** One call from its INVITE to its record: takes what happens, one thing at a time, and moves it from stage to stage. */
export class LiveCall {
  readonly #call: CallInProgress
  readonly #mailbox: Mailbox<CallMessage>
  readonly #orders = new Set<string>()
  readonly #over = Promise.withResolvers<void>()

  constructor(facts: CallFacts, parts: CallParts) {
    this.#mailbox = openMailbox(
      (message) => this.#handle(message),
      (error, message) => this.#fail(error, message),
    )
    const queues = new Map(facts.queues)
    this.#call = {
      facts,
      parts,
      leg: new CallerLeg(parts.voice, facts.callerLeg),
      path: new CallPath((queueId) => queues.get(queueId)?.name),
      quality: new QualityBook(),
      phase: { kind: 'flow' },
      queues,
      supervising: undefined,
      referring: undefined,
      flow: undefined,
      flowsGiven: 0,
      run: undefined,
      verbs: undefined,
      doing: undefined,
      dialledTalk: undefined,
      isAnswered: facts.direction === 'outbound',
      background: new AbortController(),
      timer: undefined,
      limit: undefined,
      ending: undefined,
      recording: undefined,
      secret: new SecretEntry(),
      answeredAtMs: undefined,
      rules: undefined,
      leftPlace: undefined,
      isDetecting: false,
      answeredBy: undefined,
      talkMs: 0,
      post: (message) => this.#mailbox.post(message),
    }
  }

  /** Resolves when the call has ended and its record is written. */
  get over(): Promise<void> {
    return this.#over.promise
  }

  post(message: CallMessage): void {
    this.#mailbox.post(message)
  }

  /** Takes an order. One that comes a second time is carried out once. */
  order(id: string, order: CallOrder): void {
    if (this.#orders.has(id)) return
    this.#orders.add(id)
    this.#mailbox.post({ kind: 'order', order })
  }

  /** Takes what the voice engine says of the call's legs. Keys, words and playbacks do not wait for their turn. */
  hear(event: VoiceEvent): void {
    const onCaller = 'leg' in event && event.leg === this.#call.facts.callerLeg
    if (event.kind === 'leg.dtmf' || event.kind === 'playback.ended' || 'listening' in event) {
      if (onCaller) this.#call.leg.hear(event)
      return
    }
    this.#mailbox.post({ kind: 'voice', event })
  }

  async #handle(message: CallMessage): Promise<void> {
    const call = this.#call
    if (call.phase.kind === 'over') return refuseLate(call, message)
    switch (message.kind) {
      case 'begin':
        return this.#begin()
      case 'hang-up':
        return hangUp(call, message.by ?? 'system', message.cause ?? 'NORMAL_CLEARING')
      case 'voice':
        return this.#handleVoice(message.event)
      case 'dialled':
        return numberDialled(call, message.ring, message.dialled)
      case 'flow':
        return this.#goOn(message)
      case 'verbs':
        return goOnVerbs(call, message.event)
      case 'verb-came':
        return verbCame(call, message.step, message.outcome)
      case 'party-came':
        return partyCame(call, message)
      case 'sorry-said':
        return hangUp(call, 'flow', 'NORMAL_TEMPORARY_FAILURE')
      case 'enqueue':
        return enterQueue(call, message.place, message.entered)
      case 'offered':
        return takeOffer(call, message)
      case 'offer-withdrawn':
        return withdrawRing(call, message.agentId)
      case 'record':
        // What cannot be recorded is for whoever asked to know, and no reason to end the call.
        return controlRecording(call, message.action, message.by).then(
          message.answer.resolve,
          message.answer.reject,
        )
      case 'longest-wait-over':
        return leaveByTimeout(call)
      case 'overflow':
        return overflow(call, message)
      case 'turned-away':
        return turnAway(call, message)
      case 'sent-on':
        return sendOn(call, message.sentOn)
      case 'way-out':
        return leaveByKey(call, message.offer)
      case 'agent-phone-ready':
        return agentIsBack(call, message.agentId)
      case 'agent-grace-over':
        return giveUpOnAgent(call)
      case 'order':
        return carryOut(call, message.order)
      case 'take-place':
        return takePlace(call, message)
      case 'dialled-talk-over':
        return dialledTalkOver(call)
      case 'consult-over':
        return consultTookTooLong(call)
      case 'detection-over':
        return detectionTookTooLong(call)
      case 'park-over':
        return parkTookTooLong(call)
    }
  }

  async #begin(): Promise<void> {
    const { parts, facts } = this.#call
    if (facts.dialled) return this.#beginDialling(facts.dialled)
    if (facts.calledBack) return beginCallback(this.#call, facts.calledBack)
    if (facts.customerFirst) return takeCustomer(this.#call, facts.customerFirst)
    const { detection } = facts
    const detects = detection !== undefined && detection.mode !== 'off'
    if (facts.programme && !detects) return this.#beginProgramme(facts.programme)
    const isQuiet = facts.program !== undefined && ringsAtFirst(facts.program.document)
    if (facts.direction === 'inbound' && isQuiet && !detects) {
      await Promise.all([parts.ledger.begun(), parts.voice.ring(facts.callerLeg)])
      return beginFlow(this.#call)
    }
    if (facts.direction === 'inbound') {
      await Promise.all([
        parts.ledger.begun(),
        parts.voice.answer(facts.callerLeg, facts.codecs && { codecs: facts.codecs }),
      ])
    }
    this.#call.isAnswered = true
    this.#call.answeredAtMs = Date.now()
    if (detects) return beginDetection(this.#call, detection)
    await beginFlow(this.#call)
  }

  async #beginDialling(dialled: NonNullable<CallFacts['dialled']>): Promise<void> {
    if (await beginDialling(this.#call, dialled)) return
    this.#call.phase = { kind: 'over' }
    this.#over.resolve()
  }

  /** A call that comes in rings until a verb answers it. */
  async #beginProgramme(programme: Programme): Promise<void> {
    const { parts, facts } = this.#call
    await (facts.direction === 'inbound'
      ? Promise.all([parts.ledger.begun(), parts.voice.ring(facts.callerLeg)])
      : parts.ledger.moved([], [], Date.now()))
    await beginVerbs(this.#call, programme)
  }

  async #goOn({ event, by }: Extract<CallMessage, { kind: 'flow' }>): Promise<void> {
    if (!this.#call.verbs) return goOn(this.#call, event, by)
    if (event.kind === 'queue_left') await leftQueueByVerb(this.#call, event, by ?? 'flow')
  }

  async #handleVoice(event: VoiceEvent): Promise<void> {
    const call = this.#call
    switch (event.kind) {
      case 'leg.quality':
        return noteQuality(call, event.leg, event.recent)
      case 'leg.machine':
        return noteAnswerer(call, event)
      case 'leg.ended':
        noteTotal(call, event.leg, event.quality)
        if (event.leg === call.facts.callerLeg) return this.#end(event)
        return legEnded(call, event)
      case 'leg.answered':
        return legAnswered(call, event.leg)
      case 'leg.refer_requested':
        return referRequested(call, event)
      case 'leg.held':
      case 'leg.resumed':
        return changeHold(call, event.leg, event.kind === 'leg.held')
      default:
        return undefined
    }
  }

  /** The caller's leg is gone, so the call is over, whatever it was doing. */
  async #end(leg: LegEnd): Promise<void> {
    const call = this.#call
    const { phase, parts } = call
    const atMs = Date.now()
    await noteAgentSoFar(call)
    call.phase = { kind: 'over' }
    clearTimeout(call.timer)
    clearTimeout(call.limit)
    nextInBackground(call)
    this.#closePath(phase, atMs)

    if (phase.kind === 'talking') call.talkMs += atMs - phase.agent.sinceMs
    else if (phase.kind === 'forwarded' && call.dialledTalk) {
      call.talkMs += atMs - call.dialledTalk.sinceMs
    }
    forgetDialledTalk(call)
    const record: CallEnd = {
      atMs,
      ...endOf(leg, phase, call),
      path: call.path.steps,
      queueId: queueOf(phase),
      agentId: agentAtEnd(phase),
      talkMs: call.talkMs,
      quality: call.quality.record,
      agents: agentsAtEnd(call, phase),
    }
    await releaseLegs(call, phase)
    await persistently(
      () => parts.ledger.ended(record),
      (error) =>
        parts.log.error({ err: error }, 'the end of the call could not be written; trying again'),
    ).finally(this.#over.resolve)
    parts.log.info({ cause: record.cause, by: record.by, talkMs: record.talkMs }, 'call ended')
  }

  #closePath(phase: CallPhase, atMs: number): void {
    const { path, flow, facts } = this.#call
    if (flow?.kind === 'waiting' && facts.program) {
      const last = advance(facts.program, flow, { kind: 'caller_hung_up' }, atMs)
      path.follow(last.trace)
      endTraceWithCall(this.#call, phase, last, atMs)
    }
    path.close(facts.dialled || facts.calledBack ? 'completed' : 'caller_hung_up', atMs)
  }

  /** Something could not be done. A leg that went meanwhile says so itself; anything else ends the call in order. */
  async #fail(error: unknown, message: CallMessage): Promise<void> {
    const { parts, phase } = this.#call
    if (phase.kind === 'over' || isGone(error)) return
    parts.log.error({ err: error, during: message.kind }, 'the call cannot go on')
    await hangUp(this.#call, 'system', 'NORMAL_TEMPORARY_FAILURE').catch((cause: unknown) => {
      parts.log.error({ err: cause }, 'nor could it be hung up')
    })
  }
}

/** Whoever waits for an answer of a call that is over is given one, and who has taken it is let go. */
async function refuseLate(call: CallInProgress, message: CallMessage): Promise<void> {
  if (message.kind === 'record') {
    message.answer.reject(new Refusal('conflict', { detail: 'The call is over.' }))
  }
  if (message.kind === 'take-place') {
    await call.parts.voice.hangup(message.leg, 'UNALLOCATED_NUMBER')
  }
  if (message.kind === 'verb-came' && message.outcome.kind === 'dialled') {
    await letGoOfDialled(call, message.outcome.answered)
  }
  if (message.kind === 'party-came') await letGoOfDialled(call, message.answered)
  if (message.kind === 'dialled') await numberDialled(call, message.ring, message.dialled)
  if (message.kind === 'order') {
    const { facts, parts } = call
    const reserved = reservedBy(message.order, {
      callId: facts.id,
      phoneReady: (agentId) => parts.phones.isReady(agentId),
    })
    if (reserved) await parts.control.moved([reserved])
  }
}
