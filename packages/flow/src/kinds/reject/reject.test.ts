import { expect, it } from 'vitest'
import { block } from '../../testing/build-flow.ts'
import { last, programWith } from '../../testing/play-flow.ts'

it.each([
  [{}, 'CALL_REJECTED'],
  [{ cause: 'UNWANTED' }, 'UNWANTED'],
])('rejects by its cause: %j', (settings, cause) => {
  const { state, commands, trace } = last(programWith({ first: block('reject', settings) }))
  expect(commands).toEqual([{ kind: 'hang_up', cause }])
  expect(state).toEqual({ kind: 'ended', cause, by: 'flow' })
  expect(trace.at(-1)).toMatchObject({ block: 'first', outcome: 'rejected' })
})
