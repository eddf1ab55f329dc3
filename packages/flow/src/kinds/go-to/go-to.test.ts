import { expect, it } from 'vitest'
import { block } from '../../testing/build-flow.ts'
import { last, programWith } from '../../testing/play-flow.ts'

it('goes on at the block chosen', () => {
  const program = programWith({
    first: block('go_to', { block: 'hello' }),
    hello: block('say', { text: 'Hello' }),
  })
  const { commands, trace } = last(program)
  expect(commands).toEqual([{ kind: 'say', text: 'Hello' }])
  expect(trace.slice(1)).toMatchObject([
    { block: 'first', outcome: 'next' },
    { block: 'hello', leftAt: null },
  ])
})

it.each(['nowhere', '__proto__', 'constructor'])('ends the run where there is no %s', (id) => {
  const { state, trace } = last(programWith({ first: block('go_to', { block: id }) }))
  expect(state).toMatchObject({ kind: 'ended', problem: { code: 'unknown_block' } })
  expect(trace.at(-1)).toMatchObject({ block: 'first', problem: { code: 'unknown_block' } })
})
