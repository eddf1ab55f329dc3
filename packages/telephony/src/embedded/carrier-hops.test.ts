import { describe, expect, it } from 'vitest'
import type { Trunk } from '../port.ts'
import type { Names } from '../sip/location/names.ts'
import { ManualClock } from '../testing/manual-clock.ts'
import { CarrierHops } from './carrier-hops.ts'

const TRUNK: Trunk = { id: 'one', host: 'carrier.test', registers: false, numberFormat: 'e164' }

/** Three places, in this order, of which the last lies in a private network. */
const names: Names = {
  naptr: async () => [],
  srv: async (name) =>
    name.startsWith('_sip._udp.')
      ? ['a.test', 'b.test', 'inside.test'].map((target, index) => ({
          name: target,
          port: 5060,
          priority: index,
          weight: 0,
        }))
      : [],
  addresses: async (name) =>
    name === 'a.test' ? ['203.0.113.1'] : name === 'b.test' ? ['203.0.113.2'] : ['10.0.0.5'],
}

function open(mayReachPrivate = false) {
  const clock = new ManualClock()
  const network = { family: 4, flowTo: () => undefined } as const
  const hops = new CarrierHops(TRUNK, { clock, names, network, mayReachPrivate })
  const addresses = async () => (await hops.find()).map(({ address }) => address)
  return { clock, hops, addresses }
}

describe("a carrier's places", () => {
  it('are never in a private network, whatever names say, unless that is allowed', async () => {
    expect(await open().addresses()).toEqual(['203.0.113.1', '203.0.113.2'])
    expect(await open(true).addresses()).toEqual(['203.0.113.1', '203.0.113.2', '10.0.0.5'])
  })

  it('stand last for a minute once they have failed', async () => {
    const { clock, hops, addresses } = open()
    const [first] = await hops.find()
    hops.noteFailure(first!)
    expect(await addresses()).toEqual(['203.0.113.2', '203.0.113.1'])
    clock.advance(60_000)
    expect(await addresses()).toEqual(['203.0.113.1', '203.0.113.2'])
  })

  it('are left one after another, until none is left', async () => {
    const { hops } = open()
    await hops.flow()
    expect(await hops.leaveCurrent()).toBe(true)
    await hops.flow()
    expect(await hops.leaveCurrent()).toBe(false)
  })
})
