import { expect, it } from 'vitest'
import type { PhoneCall } from '../testing/phone-call.ts'
import type { ScriptedPhone } from '../testing/scripted-phone.ts'
import type { Origination } from '../port.ts'
import { FROM, type Setup } from './setup.ts'

const ELSEWHERE = /^SIP;cause=200;text="Call completed elsewhere"$/

export function describeForking(setup: Setup): void {
  async function registered(user: string): Promise<ScriptedPhone> {
    const phone = await setup.rig.openPhone({ user })
    await phone.register(setup.rig.passwordOf(user))
    return phone
  }

  /** Bob is called, who is registered twice: at his desk and on his mobile. */
  async function ringing(user: Partial<Extract<Origination['to'], { kind: 'user' }>> = {}) {
    const phones = [await registered('bob'), await registered(user.also?.[0] ?? 'bob')] as const
    const to = { kind: 'user', user: 'bob', ...user } as const
    const leg = await setup.port.originate({ to, from: FROM, ringTimeoutMs: 10_000 })
    const [desk, mobile] = await Promise.all([phones[0].nextCall(), phones[1].nextCall()])
    desk.ring()
    mobile.ring()
    expect(await setup.witness.next('leg.ringing')).toEqual({ kind: 'leg.ringing', leg })
    return { leg, desk, mobile }
  }

  const reasonsOf = (call: PhoneCall): readonly string[] =>
    call.messages
      .filter((message) => message.kind === 'request' && message.method === 'CANCEL')
      .flatMap(({ headers }) => headers.list('reason'))

  it.each(['desk', 'mobile'] as const)(
    'rings everywhere, is answered at the %s, and is taken there alone',
    async (place) => {
      const { leg, ...calls } = await ringing()
      const [taken, other] = [calls[place], calls[place === 'desk' ? 'mobile' : 'desk']]
      await taken.answer()
      expect(await setup.witness.next('leg.answered')).toEqual({ kind: 'leg.answered', leg })
      await other.hears('CANCEL')
      expect(reasonsOf(other)).toContainEqual(expect.stringMatching(ELSEWHERE))
      await setup.port.play(leg, { kind: 'tone', hz: [500], durationMs: 3000 })
      await taken.rtp.hears([500])
      taken.rtp.press('7')
      expect(await setup.witness.next('leg.dtmf')).toMatchObject({ leg, key: '7' })
      expect(setup.port.load()).toMatchObject({ legs: 1, registrations: 2 })
      taken.hangup()
      expect(await setup.witness.next('leg.ended')).toMatchObject({ leg, by: 'party' })
      const told = setup.witness.kinds().filter((kind) => kind.startsWith('leg.ring'))
      expect(told).toEqual(['leg.ringing'])
    },
  )

  it('is hung up where it is answered a moment too late', async () => {
    const { leg, desk, mobile } = await ringing()
    await Promise.all([desk.answer(), mobile.answer()])
    expect(await setup.witness.next('leg.answered')).toEqual({ kind: 'leg.answered', leg })
    await mobile.hears('ACK')
    await mobile.hears('BYE')
    await setup.port.play(leg, { kind: 'tone', hz: [500], durationMs: 3000 })
    await desk.rtp.hears([500])
    expect(setup.witness.kinds().filter((kind) => kind === 'leg.answered')).toHaveLength(1)
    expect(desk.heard).not.toContain('BYE')
  })

  it('goes on ringing where it was not refused', async () => {
    const { leg, desk, mobile } = await ringing()
    desk.respond({ status: 486 })
    await desk.hears('ACK')
    await mobile.answer()
    expect(await setup.witness.next('leg.answered')).toEqual({ kind: 'leg.answered', leg })
    await setup.port.play(leg, { kind: 'tone', hz: [500], durationMs: 3000 })
    await mobile.rtp.hears([500])
  })

  it('ends once it is refused everywhere, with what a person said', async () => {
    const { leg, desk, mobile } = await ringing()
    desk.respond({ status: 486 })
    await desk.hears('ACK')
    mobile.respond({ status: 500 })
    const end = await setup.witness.next('leg.ended')
    expect(end).toEqual({ kind: 'leg.ended', leg, cause: 'USER_BUSY', by: 'party' })
  })

  it('ends everywhere once it is declined by 6xx anywhere', async () => {
    const { leg, desk, mobile } = await ringing()
    desk.respond({ status: 603 })
    await mobile.hears('CANCEL')
    const end = await setup.witness.next('leg.ended')
    expect(end).toMatchObject({ leg, cause: 'CALL_REJECTED', by: 'party' })
  })

  it('is cancelled everywhere by us', async () => {
    const { leg, desk, mobile } = await ringing()
    await setup.port.hangup(leg, 'ORIGINATOR_CANCEL')
    await Promise.all([desk.hears('CANCEL'), mobile.hears('CANCEL')])
    expect(reasonsOf(mobile)).not.toContainEqual(expect.stringMatching(ELSEWHERE))
    expect(await setup.witness.next('leg.ended')).toMatchObject({ leg, by: 'us' })
  })

  it('rings under other names of the same person too', async () => {
    const { leg, mobile } = await ringing({ also: ['bob-mobile', 'bob-fax'] })
    await mobile.answer()
    expect(await setup.witness.next('leg.answered')).toEqual({ kind: 'leg.answered', leg })
  })
}
