import type { Conference, ConferenceAction } from '@iris/contracts'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  agentTone,
  type CallCentre,
  callerTone,
  colleagueTone,
  hearsMusic,
  supervisorTone,
  until,
} from '../../../testing/call-centre.ts'
import {
  type ConferenceCentre,
  type Member,
  openConferenceCentre,
} from '../../../testing/conference-centre.ts'
import type { Joining } from './conferences.ts'

const tones = [callerTone, agentTone, colleagueTone, supervisorTone] as const
const strangerTone = 3100

let centre: CallCentre
let tenantId: string
let party: ConferenceCentre['party']
let join: ConferenceCentre['join']
let hangUpAll: ConferenceCentre['hangUpAll']

beforeAll(async () => {
  ;({ centre, tenantId, party, join, hangUpAll } = await openConferenceCentre())
})
afterAll(() => centre.close())
afterEach(() => hangUpAll())

/** Four in a conference, each with a tone of their own. */
async function four(name: string, changes: Partial<Joining> = {}): Promise<Member[]> {
  const members: Member[] = []
  for (const [index, tone] of tones.entries()) {
    const moderator = index === 0
    members.push(await join(name, tone, { ...changes, moderator }))
  }
  return members
}

/** Each hears these, and nobody else of the four. */
async function eachHears(members: readonly Member[], heard: readonly number[][]): Promise<void> {
  await Promise.all(
    members.map(({ call }, index) => {
      const wanted = heard[index] ?? []
      const others = tones.filter((tone) => !wanted.includes(tone))
      return wanted.length === 0 ? call.rtp.hearsSilence() : call.rtp.hears(wanted, others)
    }),
  )
}

const [A, B, C, D] = tones
const everybody = [
  [B, C, D],
  [A, C, D],
  [A, B, D],
  [A, B, C],
]

const act = (member: Pick<Member, 'conferenceId'>, action: ConferenceAction) =>
  centre.asAdmin('POST', `/v1/conferences/${member.conferenceId}/actions`, action)

const read = (member: Pick<Member, 'conferenceId'>) =>
  centre.asAdmin<Conference>('GET', `/v1/conferences/${member.conferenceId}`)

const shownOf = async (member: Member, index: number) => (await read(member)).participants[index]

describe('in a conference', () => {
  it('four hear each other, and none themselves', async () => {
    const members = await four('All')
    await eachHears(members, everybody)
    const conference = await read(members[0]!)
    expect(conference).toMatchObject({ name: 'All', state: 'running', locked: false })
    expect(conference.participants.map(({ label, state }) => ({ label, state }))).toEqual(
      tones.map((tone) => ({ label: `${tone} Hz`, state: 'in' })),
    )
  })

  it('the muted are not heard but hear, until unmuted', async () => {
    const members = await four('Mute')
    const participantId = members[1]!.member.id
    await act(members[1]!, { kind: 'mute', participantId })
    await eachHears(members, [
      [C, D],
      [A, C, D],
      [A, D],
      [A, C],
    ])
    await expect.poll(() => shownOf(members[1]!, 1)).toMatchObject({ muted: true, deaf: false })
    await act(members[1]!, { kind: 'unmute', participantId })
    await eachHears(members, everybody)
  })

  it('the deaf hear nothing but are heard, until undeafened', async () => {
    const members = await four('Deaf')
    const participantId = members[2]!.member.id
    await act(members[2]!, { kind: 'deafen', participantId })
    await eachHears(members, [[B, C, D], [A, C, D], [], [A, B, C]])
    await expect.poll(() => shownOf(members[2]!, 2)).toMatchObject({ muted: false, deaf: true })
    await act(members[2]!, { kind: 'undeafen', participantId })
    await eachHears(members, everybody)
  })

  it('one who comes muted and deaf is neither heard nor hears', async () => {
    const members = [await join('Come', A), await join('Come', B, { muted: true, deaf: true })]
    await members[0]!.call.rtp.receives(25)
    await members[0]!.call.rtp.hearsSilence()
    await members[1]!.call.rtp.hearsSilence()
    await expect.poll(() => shownOf(members[1]!, 1)).toMatchObject({ muted: true, deaf: true })
  })

  it('who puts it on hold is not heard: their hold music is theirs', async () => {
    const members = await four('Hold')
    members[3]!.call.hold()
    await eachHears(members.slice(0, 3), [
      [B, C],
      [A, C],
      [A, B],
    ])
    members[3]!.call.resume()
    await eachHears(members, everybody)
    // That is the party's own doing: nobody has muted them.
    await expect.poll(() => shownOf(members[3]!, 3)).toMatchObject({ state: 'in', muted: false })
  })

  it('whoever is alone hears music until another comes, and again after they have gone', async () => {
    const first = await join('Alone', A)
    await hearsMusic(first.call.rtp)
    const second = await join('alone', B)
    expect(second.conferenceId).toBe(first.conferenceId)
    await first.call.rtp.hears([B], [A])
    second.call.hangup()
    expect(await second.left).toBe('leg-ended')
    await hearsMusic(first.call.rtp)
  })

  it('those removed are out: not heard, hearing nothing, and still connected', async () => {
    const members = await four('Remove')
    await act(members[0]!, { kind: 'remove', participantId: members[3]!.member.id })
    expect(await members[3]!.left).toBe('kicked')
    await eachHears(members, [[B, C], [A, C], [A, B], []])
    expect(members[3]!.call.heard).not.toContain('BYE')
    await expect
      .poll(() => shownOf(members[0]!, 3))
      .toMatchObject({
        state: 'left',
        reason: 'removed',
      })
  })

  it('one may leave of their own accord, and come again', async () => {
    const members = await four('Leave')
    await members[1]!.leave()
    expect(await members[1]!.left).toBe('left')
    await eachHears(members, [[C, D], [], [A, D], [A, C]])
    const { leg, call } = members[1]!
    const own = { tenantId, callId: uuidv7(), leg, name: 'Leave', label: 'again' }
    expect(await centre.role.conferences.join(own)).toMatchObject({ kind: 'joined' })
    await call.rtp.hears([A, C, D])
  })
})

describe('a conference', () => {
  it('that is locked takes nobody in, until unlocked', async () => {
    const members = await four('Lock')
    await act(members[0]!, { kind: 'lock' })
    await until('it is locked', async () => (await read(members[0]!)).locked)
    const { leg, call } = await party(strangerTone)
    const own = { tenantId, callId: uuidv7(), leg, name: 'LOCK', label: 'late' }
    const late = () => centre.role.conferences.join(own)
    expect(await late()).toEqual({ kind: 'refused', why: 'locked' })
    await members[0]!.call.rtp.hears([B, C, D], [strangerTone])
    await act(members[0]!, { kind: 'unlock' })
    await until('it is unlocked', async () => !(await read(members[0]!)).locked)
    expect(await late()).toMatchObject({ kind: 'joined' })
    await call.rtp.hears([A, B, C, D])
    await members[0]!.call.rtp.hears([B, C, D, strangerTone])
  })

  it('that is full takes nobody in', async () => {
    await join('Full', A, { maxMembers: 2 })
    await join('Full', B)
    await expect(join('Full', C)).rejects.toThrow('refused: full')
  })

  it('that waits for its moderator plays music until they come', async () => {
    const waiting = [
      await join('Wait', B, { startWithModerator: true }),
      await join('Wait', C, { startWithModerator: true }),
    ]
    for (const { call } of waiting) await hearsMusic(call.rtp)
    expect((await read(waiting[0]!)).state).toBe('waiting')
    const moderator = await join('Wait', A, { moderator: true })
    await waiting[0]!.call.rtp.hears([A, C], [B])
    await moderator.call.rtp.hears([B, C], [A])
    await expect.poll(async () => (await read(moderator)).state).toBe('running')
  })

  it('ends for all when its moderator leaves, where it is to', async () => {
    const members = await four('Moderated', { endWithModerator: true })
    await eachHears(members, everybody)
    members[0]!.call.hangup()
    expect(await Promise.all(members.map(({ left }) => left))).toEqual([
      'leg-ended',
      'ended',
      'ended',
      'ended',
    ])
    await eachHears(members.slice(1), [[], [], []])
    await until('it is written down', async () => (await read(members[0]!)).state === 'ended')
    await expect
      .poll(async () => (await read(members[0]!)).participants.map(({ reason }) => reason))
      .toEqual(['hung_up', 'ended', 'ended', 'ended'])
  })

  it('is ended by request; the next of its name is another', async () => {
    const members = await four('End')
    await act(members[0]!, { kind: 'end' })
    await Promise.all(members.map(async ({ left }) => expect(await left).toBe('ended')))
    const again = await join('End', strangerTone)
    expect(again.conferenceId).not.toBe(members[0]!.conferenceId)
    await expect(act(members[0]!, { kind: 'lock' })).rejects.toThrow('The conference has ended.')
  })

  it('tells by tones who comes and goes, and the newcomer how many are there', async () => {
    const first = await join('Tones', A, { tones: true, announceCount: true })
    // A tone is short: it is listened for before it comes.
    const [second] = await Promise.all([join('Tones', B), first.call.rtp.hears([880])])
    // The voice is neither the room nor a tone.
    await second.call.rtp.until('hears the count', () => {
      const audio = second.call.rtp.latestAudio()
      return audio.some((sample) => Math.abs(sample) > 1500)
    })
    await second.call.rtp.hears([A])
    const [third] = await Promise.all([join('Tones', C), first.call.rtp.hears([880])])
    third.call.hangup()
    await first.call.rtp.hears([660])
    await first.call.rtp.hears([B], [660, C])
  })

  it('of one tenant is not that of another with the same name', async () => {
    const ours = await join('Same', A)
    const other = uuidv7()
    await centre.ground.database.asSystem((tx) =>
      tx
        .insertInto('tenants')
        .values({ id: other, name: 'Other', country: 'US', time_zone: 'America/New_York' })
        .execute(),
    )
    const theirs = await join('Same', B, { tenantId: other })
    expect(theirs.conferenceId).not.toBe(ours.conferenceId)
    await hearsMusic(ours.call.rtp)
    await hearsMusic(theirs.call.rtp)
    await expect(read(theirs)).rejects.toThrow('There is no such conference.')
  })

  it('opened by two at once is one', async () => {
    const [one, two] = await Promise.all([join('Both', A), join('both', B)])
    expect(one.conferenceId).toBe(two.conferenceId)
    await one.call.rtp.hears([B], [A])
    await two.call.rtp.hears([A], [B])
  })
})
