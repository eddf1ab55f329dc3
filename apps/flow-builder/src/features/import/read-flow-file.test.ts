import { canonical } from '@iris/flow'
import { templates } from '@iris/flow/templates'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exportedFlow } from './export-flow.ts'
import { nameFromFile, readFlow } from './read-flow-file.ts'

const twilio = {
  description: 'Greets',
  states: [
    {
      name: 'Trigger',
      type: 'trigger',
      transitions: [{ event: 'incomingCall', next: 'hello' }],
      properties: {},
    },
    {
      name: 'hello',
      type: 'say-play',
      transitions: [{ event: 'audioComplete' }],
      properties: { say: 'Hello' },
    },
  ],
  initial_state: 'Trigger',
  flags: { allow_concurrent_calls: true },
}

const connect = {
  Version: '2019-10-30',
  StartAction: 'hello',
  Actions: [
    {
      Identifier: 'hello',
      Type: 'MessageParticipant',
      Parameters: { Text: 'Hello' },
      Transitions: { NextAction: 'bye', Errors: [], Conditions: [] },
    },
    { Identifier: 'bye', Type: 'DisconnectParticipant', Parameters: {}, Transitions: {} },
  ],
}

describe('readFlow', () => {
  it.each(templates)('gives back the flow that was exported: $id', ({ document, title }) => {
    const { name, text } = exportedFlow(title, document)
    expect(readFlow(text)).toEqual({ kind: 'read', format: 'iris', document })
    expect(nameFromFile(name)).not.toBe('')
  })

  it.each([
    ['twilio', twilio],
    ['twilio', { definition: twilio }],
    ['connect', connect],
  ])('takes over a flow of %s and tells of each of its parts', (format, flow) => {
    const read = readFlow(JSON.stringify(flow))
    if (read.kind === 'refused') throw new Error(read.reason)
    expect(read.format).toBe(format)
    expect(canonical(read.document)).toContain('Hello')
    const { mapped = [], approximated = [], left = [] } = read.report ?? {}
    expect(mapped.length + approximated.length + left.length).toBeGreaterThanOrEqual(2)
  })

  it.each([
    ['{', 'no JSON'],
    ['[]', 'no flow'],
    ['{}', 'no flow'],
    ['null', 'no flow'],
    ['{"schema":2,"blocks":{"a":{}}}', '/blocks/a/kind'],
    ['{"schema":1,"blocks":{}}', '/schema'],
    ['{"states":{}}', 'Twilio'],
    ['{"modules":[]}', 'older format'],
  ])('refuses %s and says why', (text, reason) => {
    expect(readFlow(text)).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining(reason),
    })
  })

  it('answers whatever it is given', () => {
    const anyJson = fc.jsonValue().map((value) => JSON.stringify(value))
    const anyText = fc.oneof(
      fc.string(),
      anyJson,
      fc
        .tuple(fc.constantFrom('blocks', 'states', 'Actions', 'definition'), fc.jsonValue())
        .map(([key, value]) => JSON.stringify({ schema: 2, [key]: value })),
    )
    fc.assert(
      fc.property(anyText, (text) => {
        expect(readFlow(text).kind).toMatch(/^(read|refused)$/)
      }),
    )
  })
})

describe('nameFromFile', () => {
  it.each([
    ['Main_menu.flow.json', 'Main menu'],
    ['support.JSON', 'support'],
    [`${'x'.repeat(100)}.json`, 'x'.repeat(80)],
  ])('makes a name of %s', (file, name) => {
    expect(nameFromFile(file)).toBe(name)
  })
})
