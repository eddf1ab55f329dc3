import { expect, it } from 'vitest'
import { FROM, type Setup } from './setup.ts'

export function describeUsers(setup: Setup): void {
  async function registered(user: string) {
    const phone = await setup.rig.openPhone({ user })
    await phone.register(setup.rig.passwordOf(user))
    return phone
  }

  it('come and go', async () => {
    const phone = await registered('alice')
    const { witness, port } = setup
    expect(await witness.next('user.registered')).toEqual({
      kind: 'user.registered',
      user: 'alice',
    })
    expect(port.registeredUsers()).toEqual(['alice'])
    expect(port.load()).toMatchObject({ registrations: 1 })
    await phone.register(setup.rig.passwordOf('alice'), 0)
    expect(await witness.next('user.unregistered')).toMatchObject({ user: 'alice' })
    expect(port.registeredUsers()).toEqual([])
  })

  it('are called by name', async () => {
    const phone = await registered('bob')
    const to = { kind: 'user', user: 'bob' } as const
    const leg = await setup.port.originate({ to, from: FROM, ringTimeoutMs: 15_000 })
    const call = await phone.nextCall()
    await call.answer()
    expect(await setup.witness.next('leg.answered')).toMatchObject({ leg })
    await setup.port.play(leg, { kind: 'tone', hz: [500], durationMs: 1000 })
    await call.rtp.hears([500])
  })

  it('are let in with their password only', async () => {
    const phone = await setup.rig.openPhone({ user: 'alice' })
    await expect(phone.register('not it')).rejects.toThrow('Not registered')
    expect(setup.port.registeredUsers()).toEqual([])
  })

  it('are expelled', async () => {
    await registered('alice')
    await setup.port.expel('alice')
    expect(await setup.witness.next('user.unregistered')).toMatchObject({ user: 'alice' })
    expect(setup.port.registeredUsers()).toEqual([])
    await setup.port.expel('nobody')
  })
}

export function describeTheWhole(setup: Setup): void {
  it('counts what is up', async () => {
    const { port } = setup
    expect(port.load()).toEqual({ legs: 0, rooms: 0, registrations: 0 })
    const { call } = await setup.connected()
    await setup.connected()
    expect(port.load()).toMatchObject({ legs: 2 })
    call.hangup()
    await setup.witness.next('leg.ended')
    expect(port.load()).toMatchObject({ legs: 1 })
  })

  it('ends every leg when it closes, however often it is told to', async () => {
    const connected = await setup.connected()
    const calling = await setup.calling()
    await Promise.all([setup.port.close(), setup.port.close()])
    await connected.call.hears('BYE')
    await calling.call.hears('503')
    const ends = [await setup.witness.next('leg.ended'), await setup.witness.next('leg.ended')]
    for (const end of ends) expect(end).toMatchObject({ cause: 'SYSTEM_SHUTDOWN', by: 'us' })
    expect(setup.port.load()).toMatchObject({ legs: 0 })
    const to = { kind: 'user', user: 'alice' } as const
    const late = setup.port.originate({ to, from: FROM, ringTimeoutMs: 1000 })
    await expect(late).rejects.toMatchObject({ kind: 'unavailable' })
  })
}
