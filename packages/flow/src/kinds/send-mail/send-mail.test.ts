import { describe, expect, it } from 'vitest'
import type { FlowCommand } from '../../interpreter/step.ts'
import { block } from '../../testing/build-flow.ts'
import { failed, last, programWith } from '../../testing/play-flow.ts'

const cases: readonly (readonly [string, object, FlowCommand])[] = [
  [
    'send_mail',
    {
      to: 'a@example.com; {{ caller.name }}@example.com,',
      subject: 'Call',
      text: 'From {{ caller.number }}',
    },
    {
      kind: 'send_mail',
      to: ['a@example.com', 'Ada@example.com'],
      subject: 'Call',
      text: 'From +4930123456',
    },
  ],
  [
    'emit_event',
    { name: 'order.placed', payload: [{ name: 'items', expression: '[1, caller.name]' }] },
    { kind: 'emit_event', name: 'order.placed', payload: { items: [1, 'Ada'] } },
  ],
  ['note', { text: 'Was {{ caller.name }}' }, { kind: 'note', text: 'Was Ada' }],
]

describe.each(cases)('%s', (kind, settings, command) => {
  const program = programWith({
    first: block(kind, { ...settings }, { next: 'after', error: 'sorry' }),
    after: block('say', { text: 'Done' }),
    sorry: block('say', { text: '{{ error.reason }}' }),
  })

  it('asks for it with everything filled in', () => {
    expect(last(program).commands).toEqual([command])
  })

  it('goes on once it is done, and by error where it fails', () => {
    expect(last(program, [{ kind: 'done', of: command.kind }]).commands).toMatchObject([
      { text: 'Done' },
    ])
    expect(last(program, [failed]).commands).toMatchObject([{ text: 'It broke.' }])
  })
})

describe('emit_event', () => {
  it('tells nothing where a value is none', () => {
    const payload = [{ name: 'a', expression: 'nobody' }]
    const program = programWith({
      first: block('emit_event', { name: 'x', payload }, { error: 'sorry' }),
      sorry: block('say', { text: '{{ error.reason }}' }),
    })
    const [command] = last(program).commands
    expect(command).toMatchObject({ kind: 'say', text: expect.stringMatching(/^a: .*nobody/) })
  })
})
