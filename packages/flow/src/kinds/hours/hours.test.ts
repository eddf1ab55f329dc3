import { expect, it } from 'vitest'
import { startFlow } from '../../interpreter/interpreter.ts'
import { block } from '../../testing/build-flow.ts'
import { ada, programWith } from '../../testing/play-flow.ts'

it.each([
  ['2026-11-20T08:00:00Z', 'open'],
  ['2026-11-20T07:59:00Z', 'closed'],
  ['2026-11-21T08:00:00Z', 'closed'],
])('goes on at %s by %s, as the clocks of its place say', (at, exit) => {
  const settings = {
    timeZone: 'Europe/Berlin',
    open: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }],
  }
  const program = programWith({ first: block('hours', settings, { open: 'end', closed: 'end' }) })
  expect(startFlow(program, ada, Date.parse(at)).trace[1]).toMatchObject({
    block: 'first',
    outcome: exit,
  })
})
