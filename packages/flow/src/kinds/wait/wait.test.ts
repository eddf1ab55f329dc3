import { expect, it } from 'vitest'
import { block } from '../../testing/build-flow.ts'
import { failed, play, programWith } from '../../testing/play-flow.ts'
import { wait } from './wait.ts'

it('asks for time to pass, and goes on when it has', () => {
  const program = programWith({ first: block('wait', { ms: 1500 }, { next: 'end', error: 'end' }) })
  const [asked, done] = play(program, [{ kind: 'done', of: 'wait' }])
  expect(asked.commands).toEqual([{ kind: 'wait', ms: 1500 }])
  expect(done!.trace[0]).toMatchObject({ block: 'first', outcome: 'next' })
  expect(play(program, [failed])[1]!.trace[0]).toMatchObject({ outcome: 'error' })
})

it('waits a tenth of a second at least, and a month at most', () => {
  const month = 31 * 86_400_000
  expect([99, 100, month, month + 1, 100.5].map((ms) => wait.read({ ms }) !== undefined)).toEqual([
    false,
    true,
    true,
    false,
    false,
  ])
})
