import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openEmbeddedRig, type EmbeddedRig } from '../testing/embedded-rig.ts'
import { VoiceWitness } from '../testing/voice-witness.ts'

const ASSERTED = 'P-Asserted-Identity: "Ada" <sip:+15550100199@carrier.test>, <tel:+15550100199>'

describe('who calls (RFC 3323, RFC 3325)', () => {
  let rig: EmbeddedRig
  let witness: VoiceWitness
  let carriers: Set<string>

  beforeEach(async () => {
    carriers = new Set(['127.0.0.1'])
    rig = await openEmbeddedRig({ privateTrunks: true, isCarrier: (from) => carriers.has(from) })
    witness = new VoiceWitness(rig.port)
  })

  afterEach(async () => {
    await rig.close()
  })

  async function callerWith(...headers: string[]) {
    const phone = await rig.openPhone({ user: '666', displayName: 'The bank' })
    await phone.call('100', { headers })
    const { from } = await witness.next('leg.incoming')
    return from
  }

  it('is whom a carrier asserts, not whom the caller claims to be', async () => {
    expect(await callerWith(ASSERTED)).toEqual({ user: '+15550100199', displayName: 'Ada' })
  })

  it('is whom the caller claims to be where nobody else says, or a stranger does', async () => {
    const claimed = { user: '666', displayName: 'The bank' }
    expect(await callerWith()).toEqual(claimed)
    expect(await callerWith('P-Asserted-Identity: nonsense <')).toEqual(claimed)
    carriers.clear()
    expect(await callerWith(ASSERTED)).toEqual(claimed)
  })

  it.each(['id', 'critical; ID', 'user'])(
    'is nobody for who asks for privacy by %s',
    async (wish) => {
      const from = await callerWith(ASSERTED, `Privacy: ${wish}`)
      expect(from).toEqual({ user: 'anonymous', displayName: 'Anonymous' })
    },
  )

  it('is no secret for who asks for none', async () => {
    expect((await callerWith(ASSERTED, 'Privacy: none')).user).toBe('+15550100199')
  })

  it('is told to the carrier alone where the called is not to know', async () => {
    const carrier = await rig.openPhone({ user: 'carrier' })
    const port = Number(/:(\d+)$/.exec(carrier.uri)?.[1])
    const numberFormat = 'e164' as const
    const trunk = { id: 'one', host: '127.0.0.1', port, registers: false, numberFormat }
    await rig.port.openTrunk(trunk)
    await rig.port.originate({
      to: { kind: 'trunk', trunk: 'one', number: '+15550107777' },
      from: { user: '+15550100100', displayName: 'Acme' },
      isPrivate: true,
      ringTimeoutMs: 15_000,
    })
    const { offered } = await carrier.nextCall()
    expect(offered?.headers.get('from')).toMatch(
      /^"Anonymous" <sip:anonymous@anonymous\.invalid>;tag=/,
    )
    expect(offered?.headers.get('privacy')).toBe('id')
    expect(offered?.headers.get('p-asserted-identity')).toBe('"Acme" <sip:+15550100100@127.0.0.1>')
    expect(offered?.headers.get('contact')).not.toContain('15550100100')
  })
})
