import type { Tts } from '../tts.ts'
import type { GreetingSet, Who } from './greetings.ts'
import { labelledSet } from './labelled-set.ts'
import { count, detect, emptyScore, type Score } from './measure.ts'

/** What detection came to on a set. */
export interface Report {
  /** By who answered. */
  readonly byWho: ReadonlyMap<Who, Score>
  readonly byCondition: ReadonlyMap<string, { readonly people: Score; readonly machines: Score }>
  readonly lines: readonly string[]
  /** One line for each answer that was taken for what it is not. */
  readonly mistakes: readonly string[]
}

/** Takes some minutes on the whole set, most of it for speaking and for the noises. */
export async function measureDetection(set: GreetingSet, tts: Tts): Promise<Report> {
  const byWho = new Map<Who, Score>()
  const byCondition = new Map<string, { people: Score; machines: Score }>()
  const mistakes: string[] = []
  for await (const answered of labelledSet(set, tts)) {
    const { who, condition, text, voice, speechMs } = answered
    const events = detect(answered.samples)
    const both = byCondition.get(condition) ?? { people: emptyScore(), machines: emptyScore() }
    byCondition.set(condition, both)
    const whole = byWho.get(who) ?? emptyScore()
    byWho.set(who, whole)
    for (const score of [whole, who === 'machine' ? both.machines : both.people]) {
      count(score, answered, events)
    }
    const verdict = events.find((event) => event.kind === 'verdict')
    const right = who === 'machine' ? 'machine' : 'human'
    if (verdict && verdict.answerer !== right) {
      const after = verdict.atMs - speechMs
      mistakes.push(
        `${who} → ${verdict.answerer} after ${after} ms: ${condition}: ${voice}: ${text}`,
      )
    }
  }
  return { byWho, byCondition, mistakes, lines: linesOf(byWho, byCondition) }
}

function linesOf(byWho: Report['byWho'], byCondition: Report['byCondition']): string[] {
  const rows = [
    [
      '',
      'answers',
      'taken for a person',
      'for a machine',
      'unknown',
      'revised',
      'verdict p50/p99/max',
    ],
    ...[...byWho].map(([who, score]) => rowOf(who, score)),
    [],
    ...[...byCondition].flatMap(([name, { people, machines }]) => [
      rowOf(`${name}: people`, people),
      rowOf(`${name}: machines`, machines),
    ]),
  ]
  const machines = byWho.get('machine') ?? emptyScore()
  const beeps = `beeps found: ${ratio(machines.beepsFound, machines.beeps)}, false: ${[...byWho.values()].reduce((sum, { falseBeeps }) => sum + falseBeeps, 0)}`
  return [...rows.map(columns), '', ...errorRates(byWho), beeps]
}

/** The two errors that count: a person who hears a recording, and a recording that an agent hears. */
export function errorRates(byWho: Report['byWho']): string[] {
  const home = byWho.get('person at home') ?? emptyScore()
  const work = byWho.get('person at work') ?? emptyScore()
  const machines = byWho.get('machine') ?? emptyScore()
  const people = home.verdicts.machine + work.verdicts.machine
  const stay = people - home.revised - work.revised
  return [
    `false machine (people taken for machines): ${ratio(people, home.calls + work.calls)}; at home ${ratio(home.verdicts.machine, home.calls)}, at work ${ratio(work.verdicts.machine, work.calls)}`,
    `false human (machines taken for people): ${ratio(machines.verdicts.human, machines.calls)}`,
    `once revised: false machine ${ratio(stay, home.calls + work.calls)}, false human ${ratio(machines.verdicts.human + machines.revised, machines.calls)}`,
  ]
}

function rowOf(name: string, score: Score): string[] {
  const { revised, calls } = score
  const { human, machine, unknown } = score.verdicts
  const sorted = score.verdictAfterMs.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN
  const times = `${at(0.5)}/${at(0.99)}/${at(1)} ms`
  return [name, ...[calls, human, machine, unknown, revised].map(String), times]
}

function ratio(part: number, whole: number): string {
  return `${part} of ${whole} (${((100 * part) / Math.max(1, whole)).toFixed(1)} %)`
}

function columns(row: readonly string[]): string {
  const [name = '', ...cells] = row
  return `${name.padEnd(44)}${cells.map((cell) => cell.padStart(19)).join('')}`.trimEnd()
}
