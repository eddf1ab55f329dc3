import type { Tts } from '../tts.ts'
import type { GreetingSet, Who } from './greetings.ts'
import { labelledSet } from './labelled-set.ts'
import { count, detect, emptyScore, type Score, settledOf } from './measure.ts'

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
    const verdict = settledOf(events)
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
      'human',
      'machine',
      'unknown',
      'verdict p50/p99',
      '|',
      'human',
      'machine',
      'unknown',
      'settled p50/p99',
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

/** The two errors that count, at the first verdict and in the end: a person who hears a recording, and the reverse. */
export function errorRates(byWho: Report['byWho']): string[] {
  const home = byWho.get('person at home') ?? emptyScore()
  const work = byWho.get('person at work') ?? emptyScore()
  const machines = byWho.get('machine') ?? emptyScore()
  const people = home.calls + work.calls
  return (['verdicts', 'settled'] as const).flatMap((when) => {
    const taken = home[when].machine + work[when].machine
    const unknown = home[when].unknown + work[when].unknown
    const name = when === 'verdicts' ? 'within 1.5 s' : 'in the end'
    return [
      `${name}: people taken for machines ${ratio(taken, people)}, unknown ${ratio(unknown, people)}`,
      `  at home ${ratio(home[when].machine, home.calls)}, unknown ${ratio(home[when].unknown, home.calls)}; at work ${ratio(work[when].machine, work.calls)}, unknown ${ratio(work[when].unknown, work.calls)}`,
      `  machines taken for people ${ratio(machines[when].human, machines.calls)}, unknown ${ratio(machines[when].unknown, machines.calls)}`,
    ]
  })
}

function rowOf(name: string, score: Score): string[] {
  const { calls, verdicts, settled } = score
  const numbers = ({ human, machine, unknown }: Score['verdicts']) =>
    [human, machine, unknown].map(String)
  return [
    name,
    String(calls),
    ...numbers(verdicts),
    timesOf(score.verdictAfterMs),
    '|',
    ...numbers(settled),
    timesOf(score.settledAfterMs),
  ]
}

function timesOf(ms: readonly number[]): string {
  const sorted = ms.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN
  return `${at(0.5)}/${at(0.99)} ms`
}

function ratio(part: number, whole: number): string {
  return `${part} of ${whole} (${((100 * part) / Math.max(1, whole)).toFixed(1)} %)`
}

function columns(row: readonly string[]): string {
  const [name = '', ...cells] = row
  return `${name.padEnd(40)}${cells.map((cell) => cell.padStart(cell.endsWith('ms') ? 17 : 10)).join('')}`.trimEnd()
}
