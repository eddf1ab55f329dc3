import type { FlowDocument } from '@iris/contracts'
import { expect, it } from 'vitest'
import { validateFlow } from './validate.ts'

const flow: FlowDocument = {
  schema: 1,
  nodes: {
    start: { kind: 'start', exits: { next: 'jingle' } },
    jingle: { kind: 'play', prompt: 'Jingle', exits: { next: 'end', error: 'end' } },
    end: { kind: 'hang_up', exits: {} },
  },
}

it('plays prompts that are there, by their names however they are written', () => {
  expect(validateFlow(flow, {})).toEqual([])
  expect(validateFlow(flow, { prompts: new Set(['jingle']) })).toEqual([])
  expect(validateFlow(flow, { prompts: new Set(['other']) })).toMatchObject([
    { severity: 'error', code: 'unknown_prompt', node: 'jingle' },
  ])
})
