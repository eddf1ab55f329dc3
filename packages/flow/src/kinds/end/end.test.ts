import { expect, it } from 'vitest'
import { block } from '../../testing/build-flow.ts'
import { last, programWith } from '../../testing/play-flow.ts'

it.each([
  [{}, 'NORMAL_CLEARING'],
  [{ cause: 'USER_BUSY' }, 'USER_BUSY'],
])('hangs up by its cause: %j', (settings, cause) => {
  const { state, commands } = last(programWith({ first: block('end', settings) }))
  expect(commands).toEqual([{ kind: 'hang_up', cause }])
  expect(state).toEqual({ kind: 'ended', cause, by: 'flow' })
})
