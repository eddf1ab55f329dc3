import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openVoiceEngine, type VoiceEngine } from '../../../../roles/voice-engine.ts'
import {
  agentTone,
  type CallCentre,
  callerTone,
  colleagueTone,
  openCallCentre,
  until,
} from '../../../../testing/call-centre.ts'

let centre: CallCentre
let ada: Awaited<ReturnType<CallCentre['agent']>>
let ben: Awaited<ReturnType<CallCentre['agent']>>

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
  centre = await openCallCentre({}, async (config, parts) =>
    late(await openVoiceEngine(config, parts)),
  )
  const { id } = await centre.queue('Support')
  await centre.asAdmin('PATCH', `/v1/queues/${id}`, { wrapUpMs: 0 })
  ada = await centre.agent('agent1@demo.test')
  ben = await centre.agent('agent2@demo.test')
})
afterAll(() => centre.close())
beforeEach(() => ada.choose({ kind: 'available' }))
afterEach(async () => {
  beforeAcceptance = () => Promise.resolve()
  await until('no call is left', async () => (await centre.calls('live')).length === 0)
  for (const agent of [ada, ben]) await agent.choose({ kind: 'not_ready', reason: 'break' })
})

/** A caller whom Ada talks with, whose colleague is free. */
async function talk() {
  const call = await centre.callSupport(await centre.caller())
  const taken = await ada.accept()
  await call.rtp.hears([agentTone])
  await ada.becomes('in_call')
  await ben.choose({ kind: 'available' })
  const [{ id } = { id: '' }] = await centre.calls('live')
  return { id, call, taken }
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
      await until('nobody waits for the colleague’s state any longer', async () => {
        const { rows } = await sql`
          select from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`.execute(tx)
        return rows.length === 0
      })
    })
    await taken.rtp.hears([callerTone])
    taken.hangup()
    await call.hears('BYE')
    await until('the call is recorded', async () => (await ada.call(id)).state === 'ended')
    expect((await ada.call(id)).endedBy).toBe('agent')
  })
})
