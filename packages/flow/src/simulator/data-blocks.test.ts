import { describe, expect, it } from 'vitest'
import { block, flowOf, programOf } from '../testing/build-flow.ts'
import { runCase } from './run-case.ts'
import { caseFromTrace } from './record.ts'
import { TestCase } from './test-case.ts'

const exits = { ok: 'who', failed_status: 'end', timeout: 'end', error: 'end' }
const mapping = [{ variable: 'city', expression: 'http.body.city' }]
const program = programOf(
  flowOf({
    first: block('http_request', { url: 'https://crm.example/', mapping }, exits),
    who: block(
      'find_contact',
      { value: '{{ caller.number }}' },
      { found: 'say', not_found: 'end', error: 'end' },
    ),
    say: block('say', { text: '{{ contact.name }} of {{ city }}' }, { next: 'end' }),
  }),
)
const answers = (status: number, body = {}) => ({
  kind: 'http_answered',
  status,
  headers: {},
  body,
})
const run = (mocks: object) => runCase(program, TestCase.parse({ given: { mocks } }))
const way = ({ trace }: ReturnType<typeof run>) =>
  trace.map(({ block: id, outcome }) => `${id} ${outcome}`).slice(1, -1)

describe('a simulated call that needs data', () => {
  it('has what a test says that servers and customers are', () => {
    const contact = { kind: 'contact', contact: { name: 'Grace' } }
    const result = run({ first: answers(200, { city: 'Bonn' }), who: contact })
    expect(result.said).toEqual(['Grace of Bonn'])
    expect(way(result)).toEqual(['first ok', 'who found', 'say next'])
  })

  it('finds nobody, and gets no data, unless it is told', () => {
    expect(way(run({}))).toEqual(['first error'])
    expect(way(run({ first: answers(200, { city: 'Bonn' }) }))).toEqual([
      'first ok',
      'who not_found',
    ])
    expect(way(run({ first: answers(404) }))).toEqual(['first failed_status'])
    const late = { kind: 'http_timeout', reason: 'No answer.' }
    expect(way(run({ first: late }))).toEqual(['first timeout'])
  })

  it('is made of the trace of a real one', () => {
    const contact = { kind: 'contact', contact: { name: 'Grace', attributes: { vip: true } } }
    const cases = [
      { first: answers(200, { city: 'Bonn' }), who: contact },
      { first: answers(503) },
      { first: answers(200, { town: 'Bonn' }) },
      { first: { kind: 'http_timeout', reason: 'No answer.' } },
    ]
    for (const mocks of cases) {
      const real = run(mocks)
      const given = TestCase.parse({}).given
      const { testCase } = caseFromTrace(program, { name: 'x', given, trace: real.trace })
      const again = runCase(program, testCase)
      expect(again.failures).toEqual([])
      expect(way(again)).toEqual(way(real))
      expect(again.said).toEqual(real.said)
    }
  })
})
