import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { agentTone, callerTone } from '../../../testing/call-centre.ts'
import {
  type ConferenceCentre,
  type Member,
  openConferenceCentre,
} from '../../../testing/conference-centre.ts'

let conferences: ConferenceCentre

beforeAll(async () => {
  conferences = await openConferenceCentre()
})
afterAll(() => conferences.centre.close())
afterEach(() => conferences.hangUpAll())

describe('a conference', () => {
  it('holds fifty, each of whom hears whoever speaks', async () => {
    const { join } = conferences
    const members: Member[] = []
    while (members.length < 50) {
      const member = await join('Fifty', callerTone)
      // The others are silent, and mixed all the same.
      if (members.length > 0) member.call.rtp.say()
      members.push(member)
    }
    for (const { call } of members.slice(1)) await call.rtp.hears([callerTone])
    await expect(join('Fifty', agentTone)).rejects.toThrow('refused: full')
    members[49]!.call.rtp.say(agentTone)
    for (const { call } of members.slice(1, 49)) await call.rtp.hears([callerTone, agentTone])
    await members[0]!.call.rtp.hears([agentTone], [callerTone])
  }, 120_000)
})
