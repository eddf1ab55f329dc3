import { readDuration, writeDuration } from '@iris/app-frame'
import { formWords } from './form-words.ts'

/** What is wrong with a whole number as it was typed; `''` where nothing is. */
export function figureProblem(typed: string, least: number, most: number): string {
  const isFigure = /^\d{1,7}$/.test(typed.trim())
  const fits = isFigure && Number(typed) >= least && Number(typed) <= most
  return fits ? '' : formWords('wholeNumber', { least, most })
}

/** What is wrong with a length of time as it was typed; `''` where nothing is. */
export function durationProblem(typed: string, leastMs: number, mostMs: number): string {
  const ms = readDuration(typed)
  if (ms === undefined) return formWords('duration')
  if (ms >= leastMs && ms <= mostMs) return ''
  return formWords('durationBetween', {
    least: writeDuration(leastMs),
    most: writeDuration(mostMs),
  })
}

/** A check of a field that may be left empty. */
export function orEmpty(check: (typed: string) => string): (typed: string) => string {
  return (typed) => (typed.trim() === '' ? '' : check(typed))
}

/** As it is typed; empty where there is none. */
export function typedDuration(ms: number | null): string {
  return ms === null ? '' : writeDuration(ms)
}

/** @throws where it is none: forms check before they send */
export function msOf(typed: string): number {
  const ms = readDuration(typed)
  if (ms === undefined) throw new Error(`“${typed}” is no length of time.`)
  return ms
}

export function msOrNull(typed: string): number | null {
  return typed.trim() === '' ? null : msOf(typed)
}

export function figureOrNull(typed: string): number | null {
  return typed.trim() === '' ? null : Number(typed)
}
