import { describe, expect, it } from 'vitest'
import type { FlowEvent } from '../../interpreter/step.ts'
import { block } from '../../testing/build-flow.ts'
import { failed, last, programWith } from '../../testing/play-flow.ts'

const ada: FlowEvent = {
  kind: 'contact',
  contact: {
    id: 'c1',
    name: 'Ada',
    numbers: ['+4930123456', '+49301'],
    emails: [],
    language: null,
    attributes: { vip: true },
  },
}
const exits = { found: 'found', not_found: 'nobody', error: 'error' }
const blocks = {
  first: block('find_contact', { value: '{{ caller.number }}' }, exits),
  found: block('say', {
    text: '{{ contact.name }} {{ contact.number }} [{{ contact.email }}{{ contact.language }}] {{ contact.fields.vip }}',
  }),
  nobody: block('say', { text: 'Nobody' }),
  error: block('say', { text: '{{ error.reason }}' }),
}
const program = programWith(blocks)

describe('find_contact', () => {
  it('looks for a number, or for a mail address', () => {
    expect(last(program).commands).toEqual([
      { kind: 'find_contact', by: { number: '+4930123456' } },
    ])
    const byMail = programWith({
      first: block('find_contact', { by: 'email', value: ' ada@example.com ' }, exits),
    })
    expect(last(byMail).commands).toEqual([
      { kind: 'find_contact', by: { email: 'ada@example.com' } },
    ])
  })

  it('fills in whom it found', () => {
    expect(last(program, [ada]).commands).toMatchObject([{ text: 'Ada +4930123456 [] true' }])
  })

  it('is left by not found, or by error', () => {
    expect(last(program, [{ kind: 'no_contact' }]).commands).toMatchObject([{ text: 'Nobody' }])
    expect(last(program, [failed]).commands).toMatchObject([{ text: 'It broke.' }])
  })

  it('lets update_contact change whom it found', () => {
    const fields = [
      { name: 'calls', expression: '1 + 1' },
      { name: 'vip', expression: 'null' },
    ]
    const update = { name: 'Ada {{ caller.name }}', fields }
    const both = programWith({
      ...blocks,
      found: block('update_contact', update, { next: 'said', error: 'error' }),
      said: block('say', { text: 'Now {{ contact.name }}' }),
    })
    expect(last(both, [ada]).commands).toEqual([
      {
        kind: 'update_contact',
        by: { id: 'c1' },
        patch: { name: 'Ada Ada', attributes: { calls: 2, vip: null } },
      },
    ])
    expect(last(both, [ada, ada]).commands).toMatchObject([{ text: 'Now Ada' }])
    expect(last(both, [ada, { kind: 'no_contact' }]).commands).toMatchObject([
      { text: 'There is no such customer.' },
    ])
  })
})

describe('update_contact', () => {
  const update = (settings: object) =>
    programWith({
      first: block('update_contact', { ...settings }, { next: 'end', error: 'error' }),
      error: blocks.error,
    })

  it('fails where nobody was found before, and where a value is none', () => {
    expect(last(update({ name: 'Ada' })).commands).toMatchObject([
      { text: 'No customer was found before.' },
    ])
    const fields = [{ name: 'x', expression: 'nobody' }]
    const [command] = last(update({ whose: 'number', number: '+1', fields })).commands
    expect(command).toMatchObject({ text: expect.stringMatching(/^x: .*nobody/) })
  })

  it('changes the customer of a number', () => {
    const settings = { whose: 'number', number: '{{ caller.number }}', language: 'de' }
    expect(last(update(settings)).commands).toEqual([
      { kind: 'update_contact', by: { number: '+4930123456' }, patch: { language: 'de' } },
    ])
  })
})
