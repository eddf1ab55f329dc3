import type { WaitMessage, WaitOffer, WaitTreatment } from '@iris/contracts'
import {
  afterHearing,
  beginWait,
  dueNow,
  nextDueAtMs,
  offerOf,
  type WaitItem,
  type WaitSchedule,
} from '@iris/flow'
import { callbackPhrase, phrases } from '@iris/speech'
import type { AudioSource } from '@iris/telephony'
import { setTimeout as pause } from 'node:timers/promises'
import { spoken, spokenPlace, spokenReconnecting, spokenWait } from '../../../../prompts.ts'
import { readDialled } from '../../../numbers/display.ts'
import { type CallInProgress, nextInBackground } from '../call-in-progress.ts'
import type { QueuePlace } from '../ledger/ledger.ts'
import { musicOf } from './queue-music.ts'
import { toldByQueue, toldByTreatment } from './told-while-waiting.ts'
import { isGone } from '../unless-gone.ts'

/** Music is looked after so often, where nothing is ever said. */
const longestPauseMs = 3_600_000

const silent: WaitTreatment = {
  messages: [],
  position: false,
  expectedWait: false,
  everyMs: longestPauseMs,
  offers: [],
}

/** Lets a waiting caller hear music, with what is to be told between, and takes the keys that lead out of the queue. */
export function treatWaiting(call: CallInProgress, place: QueuePlace): void {
  const own = ownOffers(call, place)
  const said = place.treatment ?? ownTreatment(call)
  const treatment = { ...said, offers: [...said.offers, ...own] }
  const signal = nextInBackground(call)
  const waited = () => Date.now() - place.waitingSinceMs
  const leaveBy = (key: string) => {
    const offer = offerOf(treatment, key, waited())
    if (!offer) return
    if (!own.includes(offer)) return call.post({ kind: 'way-out', offer })
    const { queueId } = place
    call.post({ kind: 'overflow', queueId, outcome: 'callback', message: '' })
  }
  // Pressed while the place was being written down.
  for (let key = call.leg.takeTypedAhead(); key !== undefined; key = call.leg.takeTypedAhead()) {
    leaveBy(key)
  }
  const stopListening = call.leg.onKey(leaveBy)
  signal.addEventListener('abort', stopListening, { once: true })
  const words = new WaitWords(call, place, treatment)
  const schedule = beginWait(treatment)
  play(call, { music: treatment.music, schedule, waited, say: (item) => words.say(item) }, signal)
}

/** Lets a caller whose agent vanished know that we know, and hear music. */
export function treatReconnecting(call: CallInProgress): void {
  const schedule = beginWait({ ...silent, position: true })
  const say = () => spokenReconnecting(call.parts.speech)
  play(call, { ...standing(), schedule, say }, nextInBackground(call))
}

/** Tells somebody who is called back that an agent comes, and lets them hear music. */
export function treatCalledBack(call: CallInProgress): void {
  const schedule = beginWait({ ...silent, position: true })
  const say = () => spoken(call.parts.speech, phrases.calledBack)
  play(call, { ...standing(), schedule, say }, nextInBackground(call))
}

/** Lets a caller hear music while the agent they are given to is rung. */
export function treatTransferring(call: CallInProgress): void {
  const say = () => Promise.resolve(undefined)
  play(call, { ...standing(), schedule: [], say }, nextInBackground(call))
}

/** A wait that begins now, with the music of the queue the call came from. */
function standing(): Pick<Wait, 'music' | 'waited'> {
  const sinceMs = Date.now()
  return { music: undefined, waited: () => Date.now() - sinceMs }
}

/** What a queue says by itself, as often as its settings have it. */
function ownTreatment({ rules }: CallInProgress): WaitTreatment {
  if (!rules || rules.announceEveryMs === 0) return silent
  const { position, expectedWait, text } = rules.announcements
  const saysAnything = position || expectedWait || text !== ''
  return { ...silent, position: saysAnything, everyMs: rules.announceEveryMs }
}

/** The call back that the queue itself offers, to whoever has a number, by a key that means nothing else. */
function ownOffers({ rules, facts }: CallInProgress, { treatment }: QueuePlace): WaitOffer[] {
  const offer = rules?.callbacks.offer
  const isTaken = treatment?.offers.some(({ key }) => key === offer?.key)
  if (!offer || isTaken || readDialled(facts.from.user) === undefined) return []
  const { key, afterS } = offer
  return [{ key, action: 'callback', afterMs: afterS * 1000, sayText: callbackPhrase(key) }]
}

/** Makes what is to be said to one caller. */
class WaitWords {
  readonly #call: CallInProgress
  readonly #place: QueuePlace
  readonly #treatment: WaitTreatment
  #isFirst = true

  constructor(call: CallInProgress, place: QueuePlace, treatment: WaitTreatment) {
    this.#call = call
    this.#place = place
    this.#treatment = treatment
  }

  /** Nothing, where there is nothing to say any more. */
  async say(item: WaitItem): Promise<AudioSource | undefined> {
    switch (item.kind) {
      case 'status':
        return this.#status()
      case 'message': {
        const message = this.#treatment.messages[item.index]
        return message && this.#message(message)
      }
      case 'offer': {
        const offer = this.#treatment.offers[item.index]
        return offer && spoken(this.#call.parts.speech, offer.sayText)
      }
    }
  }

  async #message(message: WaitMessage): Promise<AudioSource | undefined> {
    const { speech, promptOf, log } = this.#call.parts
    if ('text' in message) return spoken(speech, message.text)
    const prompt = await promptOf(message.prompt)
    if (!prompt) log.warn({ prompt: message.prompt }, 'a message for whoever waits is not there')
    return prompt
  }

  async #status(): Promise<AudioSource | undefined> {
    const { ledger, speech } = this.#call.parts
    const place = await ledger.place()
    if (place === undefined) return undefined
    const isFirst = this.#isFirst
    this.#isFirst = false
    const own = this.#place.treatment ? undefined : this.#call.rules?.announcements
    const tellsWait = own?.expectedWait ?? this.#treatment.expectedWait
    const waitMs = tellsWait ? await this.#expectedWaitMs() : null
    const known = { place, waitMs }
    const told = own ? toldByQueue(own, known) : toldByTreatment(this.#treatment, known)
    const sources = [
      ...(told.place ? [await spokenPlace(speech, place, isFirst)] : []),
      ...(told.wait && waitMs !== null ? [await spokenWait(speech, waitMs)] : []),
      ...(told.text === '' ? [] : [await spoken(speech, told.text)]),
    ]
    return sources.length === 0 ? undefined : { kind: 'sequence', sources }
  }

  #expectedWaitMs(): Promise<number | null> {
    const { tenantId, id } = this.#call.facts
    return this.#call.parts.figures.expectedWait(tenantId, this.#place.queueId, id)
  }
}

interface Wait {
  /** A prompt; the queue's own music where there is none. */
  readonly music: string | undefined
  readonly schedule: WaitSchedule
  /** For how long the caller has waited, in ms. */
  readonly waited: () => number
  readonly say: (item: WaitItem) => Promise<AudioSource | undefined>
}

/** Goes on until something else begins in the background. What cannot be said is left out; the music plays. */
function play(call: CallInProgress, wait: Wait, signal: AbortSignal): void {
  const { log } = call.parts
  const say: Wait['say'] = (item) =>
    wait.say(item).catch((error: unknown) => {
      log.warn({ err: error, item }, 'an announcement could not be made')
      return undefined
    })
  playOn(call, { ...wait, say }, signal).catch((error: unknown) => {
    // A caller who has gone says so by the end of the leg.
    if (!signal.aborted && !isGone(error))
      log.error({ err: error }, 'the waiting caller hears nothing')
  })
}

async function playOn(
  call: CallInProgress,
  { music: prompt, schedule: begun, waited, say }: Wait,
  signal: AbortSignal,
): Promise<void> {
  const { leg } = call
  const music = await musicOf(call, prompt)
  let schedule = begun
  let playedMs = 0
  for (;;) {
    const due = dueNow(schedule, waited())
    for (const item of due) {
      const words = await say(item)
      if (words) await (await leg.play(words, signal)).ended
    }
    schedule = afterHearing(schedule, due, waited())
    const startedAt = Date.now()
    await leg.play(music, signal, { loop: true, offsetMs: playedMs })
    const untilNextMs = Math.max(0, nextDueAtMs(schedule) - waited())
    await pause(Math.min(longestPauseMs, untilNextMs), undefined, { signal })
    playedMs += Date.now() - startedAt
  }
}
