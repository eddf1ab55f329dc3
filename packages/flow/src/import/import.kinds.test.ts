import { FlowDocument } from '@iris/contracts'
import { describe, expect, it } from 'vitest'
import { checkExpression, checkTemplate } from '../expressions/index.ts'
import { kindNamed } from '../kinds/registry.ts'
import type { FlowEvent, FlowProgram } from '../interpreter/step.ts'
import type { KnownKind } from '../kinds/kind.ts'
import { programOf } from '../testing/build-flow.ts'
import { key, last, play, said } from '../testing/play-flow.ts'
import { importConnect } from './connect/import-connect.ts'
import type { Imported, ImportedBlock, Json } from './imported.ts'
import { connectFlows } from './testing/connect-flows.ts'
import { soundly } from './testing/sound-document.ts'
import { twilioFlows } from './testing/twilio-flows.ts'
import { importTwilio } from './twilio/import-twilio.ts'

const documents: readonly (readonly [string, Imported])[] = [
  ...Object.entries(twilioFlows).map(([n, flow]) => [n, soundly(importTwilio(flow))] as const),
  ...Object.entries(connectFlows).map(([n, flow]) => [n, soundly(importConnect(flow))] as const),
]

describe.each(documents)('%s', (_name, { document }) => {
  it('is a flow document, with settings and exits as its kinds have them', () => {
    expect(FlowDocument.parse(document)).toEqual(document)
    const [known, unknown] = partition(Object.entries(document.blocks))
    expect(unknown).toEqual([])
    for (const { id, block, kind } of known) {
      const { error } = kind.settings.safeParse(block.settings)
      // A function of AWS has no address: its importer says that one is to be given.
      const wrong = (error?.issues ?? []).filter(
        ({ path }) => path[0] !== 'url' || block.settings['url'] !== '',
      )
      expect(wrong, id).toEqual([])
      const exits = kind.exits(block.settings)
      const offered = new Set(exits.map((exit) => exit.id))
      expect(
        Object.keys(block.exits).filter((exit) => !offered.has(exit)),
        id,
      ).toEqual([])
      const unwired = exits.filter((exit) => !exit.optional && block.exits[exit.id] == null)
      expect(unwired, id).toEqual([])
    }
  })

  it('has no expression that cannot be read', () => {
    for (const [id, { settings }] of Object.entries(document.blocks)) {
      expect(problemsIn('', settings), id).toEqual([])
    }
  })
})

describe('an imported flow on a call', () => {
  const programOfStudio = programOf(soundly(importTwilio(twilioFlows.frontDesk)).document)
  const programOfConnect = programOf(soundly(importConnect(connectFlows.meeting)).document)

  it('asks as it did there, and goes on by key or word', () => {
    const [asked] = play(programOfStudio)
    expect(asked.commands).toMatchObject([
      { kind: 'gather', text: expect.stringContaining('Hello +4930123456. Press 1 for bookings') },
    ])
    expect(commandsAfter(programOfStudio, [key('1')])).toMatchObject([
      { kind: 'enqueue', queue: { name: 'Bookings' }, maxWaitMs: 600_000 },
    ])
    const words: FlowEvent = { kind: 'heard', text: 'an invoice' }
    expect(commandsAfter(programOfStudio, [words])).toMatchObject([
      { kind: 'enqueue', priority: 3 },
    ])
  })

  it('says goodbye where nobody answers, and ends', () => {
    const silence: FlowEvent = { kind: 'no_input' }
    expect(commandsAfter(programOfStudio, [silence, silence])).toMatchObject([
      { kind: 'say', text: 'Thank you, goodbye.' },
    ])
    expect(last(programOfStudio, [silence, silence, said]).state.kind).toBe('ended')
  })

  it('looks at a queue before it lets a caller wait in it', () => {
    expect(play(programOfConnect)[0].commands).toMatchObject([{ kind: 'queue_status' }])
  })
})

function commandsAfter(program: FlowProgram, events: readonly FlowEvent[]) {
  return last(program, events).commands
}

interface Known {
  readonly id: string
  readonly block: ImportedBlock
  readonly kind: KnownKind
}

/** The blocks of kinds there are, and the kinds of the others. */
function partition(blocks: readonly (readonly [string, ImportedBlock])[]): [Known[], string[]] {
  const known: Known[] = []
  const unknown: string[] = []
  for (const [id, block] of blocks) {
    const kind = kindNamed(block.kind)
    if (kind === undefined) unknown.push(block.kind)
    else known.push({ id, block, kind })
  }
  return [known, unknown]
}

function problemsIn(key: string, value: Json): string[] {
  if (typeof value === 'string') {
    const check = key === 'when' || key === 'expression' ? checkExpression : checkTemplate
    return check(value).map(({ message }) => `${value}: ${message}`)
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, each]) => problemsIn(name, each))
}
