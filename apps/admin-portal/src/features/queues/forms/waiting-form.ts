import type { CallbackRules, Queue } from '@iris/contracts'
import {
  durationProblem,
  figureOrNull,
  figureProblem,
  msOf,
  msOrNull,
  orEmpty,
  typedDuration,
} from '../../forms/typed-figures.ts'
import { partsWords } from '../parts-words.ts'

export interface WaitingForm {
  every: string
  position: boolean
  positionUpTo: string
  expectedWait: boolean
  expectedFrom: string
  expectedUpTo: string
  text: string
  offer: boolean
  key: string
  after: string
  attempts: string
  retryAfter: string
  first: CallbackRules['first']
  callerId: string
}

const dayMs = 86_400_000

export const waitingPart = {
  formOf: ({ announceEveryMs, announcements, callbacks }: Queue): WaitingForm => ({
    every: typedDuration(announceEveryMs),
    position: announcements.position,
    positionUpTo: String(announcements.positionUpTo ?? ''),
    expectedWait: announcements.expectedWait,
    expectedFrom: typedSeconds(announcements.expectedWaitFromS),
    expectedUpTo: typedSeconds(announcements.expectedWaitUpToS),
    text: announcements.text,
    offer: callbacks.offer !== null,
    key: callbacks.offer?.key ?? '1',
    after: typedSeconds(callbacks.offer?.afterS ?? 60),
    attempts: String(callbacks.attempts),
    retryAfter: typedDuration(callbacks.retryAfterMs),
    first: callbacks.first,
    callerId: callbacks.callerId ?? '',
  }),
  changeOf: (form: WaitingForm) => ({
    announceEveryMs: msOf(form.every),
    announcements: {
      position: form.position,
      positionUpTo: figureOrNull(form.positionUpTo),
      expectedWait: form.expectedWait,
      expectedWaitFromS: secondsOrNull(form.expectedFrom),
      expectedWaitUpToS: secondsOrNull(form.expectedUpTo),
      text: form.text,
    },
    callbacks: {
      offer: form.offer
        ? { key: form.key.trim(), afterS: Math.round(msOf(form.after) / 1000) }
        : null,
      attempts: Number(form.attempts),
      retryAfterMs: msOf(form.retryAfter),
      first: form.first,
      callerId: form.callerId.trim() === '' ? null : form.callerId.trim(),
    },
  }),
  checks: {
    every: (typed: string) => durationProblem(typed, 0, 600_000),
    positionUpTo: orEmpty((typed) => figureProblem(typed, 0, 86_400)),
    expectedFrom: orEmpty((typed) => durationProblem(typed, 0, dayMs)),
    expectedUpTo: orEmpty((typed) => durationProblem(typed, 0, dayMs)),
    key: (typed: string) => (/^[0-9*#]$/.test(typed.trim()) ? '' : partsWords('waiting.keyWrong')),
    after: (typed: string) => durationProblem(typed, 0, 3_600_000),
    attempts: (typed: string) => figureProblem(typed, 1, 10),
    retryAfter: (typed: string) => durationProblem(typed, 1000, dayMs),
  },
}

const typedSeconds = (seconds: number | null): string =>
  typedDuration(seconds === null ? null : seconds * 1000)

function secondsOrNull(typed: string): number | null {
  const ms = msOrNull(typed)
  return ms === null ? null : Math.round(ms / 1000)
}
