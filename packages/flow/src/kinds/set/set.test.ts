import { describe, expect, it } from 'vitest'
import { block } from '../../testing/build-flow.ts'
import { last, programWith } from '../../testing/play-flow.ts'
import { set } from './set.ts'

describe('set', () => {
  it('works values out in order, each with those before it', () => {
    const assign = [
      { variable: 'country', value: '{{ caller.number }}' },
      { variable: 'greeting', value: 'Hello {{ country }}' },
    ]
    const program = programWith({
      first: block('set', { assign }, { next: 'hello' }),
      hello: block('say', { text: '{{ greeting }}' }),
    })
    const { commands, trace } = last(program)
    expect(commands).toEqual([{ kind: 'say', text: 'Hello +4930123456' }])
    expect(trace[1]).toMatchObject({
      set: { country: '+4930123456', greeting: 'Hello +4930123456' },
    })
  })

  it.each(['caller', 'menu', 'time', 'result', '__proto__', 'Name', '1st', ''])(
    'does not take %j for the name of a variable',
    (variable) => {
      expect(set.read({ assign: [{ variable, value: '' }] })).toBeUndefined()
    },
  )

  it('takes names that every object has for names like any other', () => {
    const assign = [{ variable: 'constructor', value: 'Ada' }]
    const program = programWith({
      first: block('set', { assign }, { next: 'hello' }),
      hello: block('say', { text: '{{ constructor }} {{ valueof }}' }),
    })
    expect(last(program).commands).toMatchObject([{ text: 'Ada ' }])
  })
})
