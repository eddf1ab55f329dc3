import { expect, it } from 'vitest'
import { block } from '../../testing/build-flow.ts'
import { failed, play, programWith } from '../../testing/play-flow.ts'

it.each(['on', 'off', 'pause', 'resume'])('asks for the recording to be %s', (action) => {
  const exits = { next: 'end', error: 'end' }
  const program = programWith({ first: block('record_call', { action }, exits) })
  const [asked, done] = play(program, [{ kind: 'done', of: 'record_call' }])
  expect(asked.commands).toEqual([{ kind: 'record_call', action }])
  expect(done!.trace[0]).toMatchObject({ block: 'first', outcome: 'next' })
  expect(play(program, [failed])[1]!.trace[0]).toMatchObject({ outcome: 'error' })
})
