import type { PhoneCall } from '@iris/telephony/testing'
import { v7 as uuidv7 } from 'uuid'
import type { Joining } from '../modules/conferences/live/conferences.ts'
import { openCallCentre, until } from './call-centre.ts'

/** A centre whose telephones join conferences, without any flow. */
export async function openConferenceCentre() {
  const centre = await openCallCentre()
  const { id: tenantId } = await centre.ground.database.asSystem((tx) =>
    tx.selectFrom('tenants').select('id').executeTakeFirstOrThrow(),
  )
  const calls: PhoneCall[] = []

  /** A telephone that is connected to us and says a tone: a leg that is in nothing yet. */
  async function party(tone: number): Promise<{ call: PhoneCall; leg: string }> {
    const { voice } = centre.role
    const phone = await centre.caller()
    const leg = await voice.originate({
      to: { kind: 'address', uri: phone.uri },
      from: { user: 'iris' },
      ringTimeoutMs: 15_000,
    })
    const call = await phone.nextCall()
    const isUp = Promise.withResolvers<void>()
    const stop = voice.on('leg.answered', (event) => event.leg === leg && isUp.resolve())
    await call.answer()
    await isUp.promise.finally(stop)
    call.rtp.say(tone)
    calls.push(call)
    return { call, leg }
  }

  return {
    centre,
    tenantId,
    party,

    /** Lets a telephone join; `name` tells the tests' conferences apart. */
    async join(name: string, tone: number, changes: Partial<Joining> = {}) {
      const { call, leg } = await party(tone)
      const label = `${tone} Hz`
      const own = { tenantId, callId: uuidv7(), leg, name, label }
      const answer = await centre.role.conferences.join({ ...own, ...changes })
      if (answer.kind !== 'joined') throw new Error(`refused: ${answer.why}`)
      return { ...answer, call, leg }
    },

    /** Hangs every telephone up, and waits until nothing is left of it. */
    async hangUpAll(): Promise<void> {
      for (const call of calls.splice(0)) call.hangup()
      await until('nothing is left', async () => {
        const { legs, rooms } = centre.role.voice.load()
        return legs === 0 && rooms === 0 && centre.role.conferences.size === 0
      })
    },
  }
}

export type ConferenceCentre = Awaited<ReturnType<typeof openConferenceCentre>>
export type Member = Awaited<ReturnType<ConferenceCentre['join']>>
