import { describe, expect, it } from 'vitest'
import { block } from '../../testing/build-flow.ts'
import { failed, last, programWith } from '../../testing/play-flow.ts'

const sorry = block('say', { text: '{{ error.reason }}' })
const programOf = (name: string, left: string | null = null) =>
  programWith({
    first: block('conference', { name, moderator: true }, { left, error: 'sorry' }),
    sorry,
  })

describe('conference', () => {
  it('takes the caller into the conference of its name, by its rules', () => {
    expect(last(programOf('Team {{ called.number }}')).commands).toEqual([
      {
        kind: 'conference',
        name: 'Team +15550100100',
        muted: false,
        deaf: false,
        moderator: true,
        startWithModerator: false,
        endWithModerator: false,
        maxMembers: 50,
        tones: false,
        announceCount: false,
      },
    ])
  })

  it('goes on, or ends, when the caller is out of it', () => {
    const { state, trace } = last(programOf('Team'), [{ kind: 'done', of: 'conference' }])
    expect(state).toMatchObject({ kind: 'ended', cause: 'NORMAL_CLEARING' })
    expect(trace.at(-1)).toMatchObject({ block: 'first', outcome: 'left' })
  })

  it('is left by error where it is full, or its variables leave no name', () => {
    expect(last(programOf('Team'), [failed]).commands).toMatchObject([{ text: 'It broke.' }])
    expect(last(programOf('{{ nothing }}')).commands).toMatchObject([
      { text: 'The conference has no name.' },
    ])
  })
})
