import type { AgentProfile, Capacity } from '@iris/contracts'
import { describe, expect, it } from 'vitest'
import { besidesInWords, capacityInWords } from './capacity-words.ts'
import {
  capacityFormOf,
  capacityIn,
  capacityProblem,
  profileChangeOf,
  profileFormOf,
} from './profile-form.ts'
import { withSkill } from './with-skill.ts'

const id = (last: number) => `01968ae3-4c00-7000-8000-00000000000${last}`
const profile: AgentProfile = {
  agentId: id(1),
  teamId: id(2),
  skills: [{ skillId: id(3), level: 4 }],
  queues: [{ queueId: id(4), rank: 2 }],
  capacity: { points: 60, costs: { voice: 60, chat: 20, sms: null, mail: 30 } },
}

describe('a profile that is edited', () => {
  it('is sent back as it was, where nothing was changed', () => {
    const change = profileChangeOf(profileFormOf(profile))
    expect({ ...profile, ...change }).toEqual(profile)
  })

  it('is of no team where none is chosen', () => {
    expect(profileChangeOf({ ...profileFormOf(profile), teamId: '' }).teamId).toBeNull()
  })

  it('takes no contact of a channel that is not ticked', () => {
    const capacity = capacityFormOf(profile.capacity)
    const ticked = { ...capacity, takes: { ...capacity.takes, mail: false } }
    expect(capacityIn(ticked)?.costs).toEqual({ voice: 60, chat: 20, sms: null, mail: null })
  })

  it.each([
    [{ points: '0' }, 'Write a whole number from 1 to 1000.'],
    [{ points: '50' }, 'Write a whole number from 1 to 50.'],
    [
      { takes: { voice: false, chat: false, sms: false, mail: false } },
      'Choose at least one channel.',
    ],
    [{}, ''],
  ])('says what is wrong with its points: %j', (change, problem) => {
    expect(capacityProblem({ ...capacityFormOf(profile.capacity), ...change })).toBe(problem)
  })
})

const ordinary: Capacity = { points: 100, costs: { voice: 100, chat: 30, sms: 20, mail: 40 } }

describe('a capacity in words', () => {
  it('says how many of each are at once', () => {
    expect(capacityInWords(ordinary)).toBe('1 call, 3 chats, 5 text messages, or 2 mails at once')
    const none = { voice: null, chat: null, sms: null, mail: null }
    expect(capacityInWords({ points: 100, costs: none })).toBe('Nothing')
  })

  it('says what fits beside one', () => {
    expect(besidesInWords(ordinary)).toEqual([
      'Beside 1 call: nothing more.',
      'Beside 1 chat: 2 chats, 3 text messages, or 1 mail.',
      'Beside 1 text message: 2 chats, 4 text messages, or 2 mails.',
      'Beside 1 mail: 2 chats, 3 text messages, or 1 mail.',
    ])
  })
})

it('gives a skill once, whether somebody had it or not', () => {
  const [spanish, billing] = [id(3), id(5)]
  const had = [{ skillId: spanish, level: 1 }]
  expect(withSkill(had, { skillId: spanish, level: 4 })).toEqual([{ skillId: spanish, level: 4 }])
  expect(withSkill(had, { skillId: billing, level: 2 })).toEqual([
    ...had,
    { skillId: billing, level: 2 },
  ])
})
