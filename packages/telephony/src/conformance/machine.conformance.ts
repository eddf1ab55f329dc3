import { beforeAll, expect, it } from 'vitest'
import { tone } from '../testing/audio.ts'
import { inTurn, spoken } from '../testing/spoken.ts'
import type { Setup } from './setup.ts'

export function describeMachineDetection(setup: Setup): void {
  let hello: Int16Array
  let greeting: Int16Array
  let frontDesk: Int16Array

  beforeAll(async () => {
    hello = await spoken('Hello?')
    frontDesk = await spoken('Acme Plumbing and Heating, this is Jane.')
    greeting = await spoken(
      'You have reached the mailbox of John Miller. Please leave a message after the tone.',
    )
  })

  async function answering(sound: Int16Array, options = {}) {
    const connection = await setup.connected()
    await setup.port.detectMachine(connection.leg, options)
    connection.call.rtp.sayOnce(sound)
    return connection
  }

  it('takes who says hello and listens for a person', async () => {
    const { leg } = await answering(inTurn(400, hello))
    const verdict = await setup.witness.next('leg.machine')
    expect(verdict).toMatchObject({ leg, verdict: 'human', settled: true, revised: false })
    expect(verdict.confidence).toBeGreaterThan(0.8)
    expect(verdict.afterMs).toBeLessThan(2500)
  })

  it('says that it does not know who still talks after 1.5 s, and later that it is a machine', async () => {
    await answering(inTurn(300, greeting))
    const first = await setup.witness.next('leg.machine')
    expect(first).toMatchObject({ verdict: 'unsure', settled: false, revised: false, beep: false })
    expect(first.afterMs).toBeLessThan(2200)
    const later = await setup.witness.next('leg.machine')
    expect(later).toMatchObject({ verdict: 'machine', settled: true, revised: true, beep: false })
    expect(later.confidence).toBeGreaterThan(0.7)
  })

  it('takes a person with a long greeting for one in the end', async () => {
    await answering(inTurn(300, frontDesk))
    expect(await setup.witness.next('leg.machine')).toMatchObject({ verdict: 'unsure' })
    const later = await setup.witness.next('leg.machine')
    expect(later).toMatchObject({ verdict: 'human', settled: true, revised: true })
  })

  it('hears the beep', async () => {
    await answering(inTurn(300, tone(1000, 400), 1000))
    const heard = [await setup.witness.next('leg.machine'), await setup.witness.next('leg.machine')]
    expect(heard.find(({ beep }) => beep)).toMatchObject({ verdict: 'machine', settled: true })
  })

  it('leaves a person alone, whatever is heard later', async () => {
    const { call } = await answering(inTurn(400, hello, 2500, tone(1000, 400), 200, tone(500, 400)))
    expect(await setup.witness.next('leg.machine')).toMatchObject({ verdict: 'human' })
    await call.rtp.receives(250)
    expect(setup.witness.kinds().filter((kind) => kind === 'leg.machine')).toHaveLength(1)
  })

  it('is unsure of who says nothing', async () => {
    await answering(inTurn(20), { silenceMs: 500 })
    const verdict = await setup.witness.next('leg.machine')
    expect(verdict).toMatchObject({ verdict: 'unsure', settled: true, afterMs: 500 })
  })

  it('is refused for a leg that is not connected, or has ended', async () => {
    const { call, leg } = await setup.calling()
    await expect(setup.port.detectMachine(leg)).rejects.toMatchObject({ kind: 'wrong-state' })
    call.cancel()
    await setup.witness.next('leg.ended')
    await expect(setup.port.detectMachine(leg)).rejects.toMatchObject({ kind: 'gone' })
  })
}
