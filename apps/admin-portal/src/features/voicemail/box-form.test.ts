import type { VoicemailBox } from '@iris/contracts'
import { describe, expect, it } from 'vitest'
import { boxChangeOf, boxFormOf } from './box-form.ts'

const box: VoicemailBox = {
  id: 'b',
  name: 'Night',
  greeting: 'Leave a message.',
  greetingAudio: null,
  queueId: 'q',
  agentId: null,
  maxMs: 60_000,
  silenceEndMs: 3000,
  mailTo: 'night@example.com',
  unheard: 0,
  createdAt: '2026-11-20T09:30:00.000Z',
}

describe('a box that is edited', () => {
  it('is sent back as it was, where nothing was changed', () => {
    const change = boxChangeOf(boxFormOf(box))
    expect({ ...box, ...change }).toEqual(box)
    expect(Object.keys(change)).toHaveLength(7)
  })

  it('belongs to one owner, who takes the place of the other', () => {
    const form = boxFormOf(box)
    expect(boxChangeOf({ ...form, owner: 'agent:a' })).toMatchObject({
      queueId: null,
      agentId: 'a',
    })
    expect(boxChangeOf({ ...form, owner: 'supervisors' })).toMatchObject({
      queueId: null,
      agentId: null,
    })
  })

  it('keeps the sound it has, and sends no mail where no address is written', () => {
    const greetingAudio = { durationMs: 1000, changedAt: box.createdAt }
    expect(boxFormOf({ ...box, greetingAudio }).source).toBe('keep')
    expect(boxChangeOf({ ...boxFormOf(box), mailTo: ' ' }).mailTo).toBeNull()
  })
})
