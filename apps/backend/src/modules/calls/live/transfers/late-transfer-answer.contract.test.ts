import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openVoiceEngine, type VoiceEngine } from '../../../../roles/voice-engine.ts'
import { agentTone, callerTone, colleagueTone, until } from '../../../../testing/call-centre.ts'
import { openSupportDesk, type SupportDesk } from '../../../../testing/support-desk.ts'
import { isAnyWaitingForALock } from '../../../../testing/waiting-for-locks.ts'

let desk: SupportDesk
let centre: SupportDesk['centre']
let ada: SupportDesk['ada']
let ben: SupportDesk['ben']

/** What the acceptance of a phone's wish waits for. */
let beforeAcceptance: () => Promise<unknown> = () => Promise.resolve()

function late(voice: VoiceEngine): VoiceEngine {
  return new Proxy(voice, {
    get(target, name) {
      const command: unknown = Reflect.get(target, name)
      if (typeof command !== 'function') return command
      return (...given: unknown[]): unknown =>
        name === 'acceptRefer'
          ? beforeAcceptance().then(() => Reflect.apply(command, target, given))
          : Reflect.apply(command, target, given)
    },
  })
}

beforeAll(async () => {
  desk = await openSupportDesk({
    openEngine: async (config, parts) => late(await openVoiceEngine(config, parts)),
  })
  ;({ centre, ada, ben } = desk)
})
afterAll(() => centre.close())
beforeEach(() => ada.choose({ kind: 'available' }))
afterEach(async () => {
  beforeAcceptance = () => Promise.resolve()
  await desk.rest()
})

/** A caller whom Ada talks with, whose colleague is free. */
async function talk() {
  const talking = await desk.talk()
  await ben.choose({ kind: 'available' })
  return talking
}

describe('an agent’s phone whose wish for a transfer was not answered in time', () => {
  it('is let go once the transfer begins, and the caller gets to the colleague', async () => {
    const { call, taken } = await talk()
    beforeAcceptance = () => taken.hears('603')
    taken.refer('sip:ben.okafor@iris.internal')
    await taken.hears('BYE')
    expect(taken.transferNews).toEqual([])
    await ben.accept(colleagueTone)
    await call.rtp.hears([colleagueTone], [agentTone])
    call.hangup()
  })

  it('goes on with its talk where the transfer could not be ordered', async () => {
    const { id, call, taken } = await talk()
    const { database } = centre.ground
    await database.asSystem(async (tx) => {
      await tx.selectFrom('users').select('id').where('id', '=', ben.id).forUpdate().execute()
      taken.refer('sip:ben.okafor@iris.internal')
      await taken.hears('603')
      await until(
        'nobody waits for the colleague’s state any longer',
        async () => !(await isAnyWaitingForALock(database)),
      )
    })
    await taken.rtp.hears([callerTone])
    taken.hangup()
    await call.hears('BYE')
    await until('the call is recorded', async () => (await ada.call(id)).state === 'ended')
    expect((await ada.call(id)).endedBy).toBe('agent')
  })
})
