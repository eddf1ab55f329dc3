import { FlowDocument } from '@iris/contracts'
import { Ajv2020 } from 'ajv/dist/2020.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kinds } from '../kinds/registry.ts'
import { block, flowOf } from '../testing/build-flow.ts'
import { demoFlow } from '../testing/demo-flow.ts'
import { anyFlow, wiredFlow } from '../testing/random-flows.ts'
import { validateFlow } from '../validation/validate.ts'
import { flowSchema } from './json-schema.ts'

// Formats are words of another specification; what they say is said by patterns too.
const holds = new Ajv2020({ strict: true, validateFormats: false }).compile(flowSchema())

describe('the schema of a flow', () => {
  it('is JSON Schema 2020-12 in one piece', () => {
    const schema = flowSchema()
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema')
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema)
  })

  it('takes the demo flow', () => {
    holds(demoFlow())
    expect(holds.errors ?? []).toEqual([])
  })

  it('takes any flow whose settings are right', () => {
    fc.assert(
      fc.property(wiredFlow(), (document) => {
        holds(document)
        expect(holds.errors ?? []).toEqual([])
      }),
    )
  })

  it('takes nothing that the parser of documents refuses for its structure', () => {
    let refused = 0
    fc.assert(
      fc.property(anyFlow(), (document) => {
        if (FlowDocument.safeParse(document).success) return
        refused += 1
        expect(holds(document)).toBe(false)
      }),
    )
    expect(refused).toBeGreaterThan(0)
  })

  it('takes no settings that the kind itself does not read', () => {
    const wrong: [string, Record<string, string | number | boolean | null>][] = [
      ['say', {}],
      ['say', { text: '' }],
      ['wait', { ms: 1 }],
      ['loop', { times: 1001 }],
      ['end', { cause: 'BOREDOM' }],
      ['record_call', { action: null }],
      ['set', { assign: 'x' }],
    ]
    for (const [kind, settings] of wrong) {
      const document = flowOf({ first: block(kind, settings) })
      expect(validateFlow(document, {}).map(({ code }) => code)).toContain('bad_setting')
      expect(holds(document)).toBe(false)
    }
  })

  it('lets disabled blocks and kinds it does not know be', () => {
    const document = flowOf({
      first: { ...block('say', {}), disabled: true },
      other: block('telepathy', { mind: ['open'] }),
    })
    holds(document)
    expect(holds.errors ?? []).toEqual([])
  })

  it('says of each kind what it is called, what it does and what its exits mean', () => {
    const text = JSON.stringify(flowSchema())
    for (const { title, summary, docs } of kinds) {
      expect(text).toContain(JSON.stringify(title))
      expect(text).toContain(JSON.stringify(`${summary}\n\n${docs}`))
    }
  })
})
