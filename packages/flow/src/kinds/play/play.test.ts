import { describe, expect, it } from 'vitest'
import { block, flowOf, programOf } from '../../testing/build-flow.ts'
import { failed, play } from '../../testing/play-flow.ts'
import { validateFlow } from '../../validation/validate.ts'

const flow = flowOf({ first: block('play', { prompt: 'Jingle' }, { next: 'end', error: 'end' }) })

describe('play', () => {
  it('asks for its prompt and goes on when it was played', () => {
    const [asked, done] = play(programOf(flow), [{ kind: 'done', of: 'play' }])
    expect(asked.commands).toEqual([{ kind: 'play', prompt: 'Jingle' }])
    expect(done!.commands).toMatchObject([{ kind: 'hang_up' }])
    expect(done!.trace[0]).toMatchObject({ block: 'first', outcome: 'next' })
    const [, broken] = play(programOf(flow), [failed])
    expect(broken!.trace[0]).toMatchObject({ block: 'first', outcome: 'error' })
  })

  it('plays it several times, the first from later on, where that is wanted', () => {
    const settings = { prompt: 'Jingle', loop: 3, offsetMs: 1500 }
    const program = programOf(flowOf({ first: block('play', settings, { next: 'end' }) }))
    expect(play(program)[0].commands).toEqual([{ kind: 'play', ...settings }])
  })

  it('plays prompts that are there, by their names however they are written', () => {
    expect(validateFlow(flow, {})).toEqual([])
    expect(validateFlow(flow, { prompt: new Set(['jingle']) })).toEqual([])
    expect(validateFlow(flow, { prompt: new Set(['other']) })).toMatchObject([
      { severity: 'error', code: 'unknown_reference', block: 'first', setting: '/prompt' },
    ])
  })
})
