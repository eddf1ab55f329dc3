import { expect, it } from 'vitest'
import type { Setup } from './setup.ts'

const TARGET = 'sip:200@iris.test'

export function describeTransfers(setup: Setup): void {
  it('are told, accepted, and reported on until they are done', async () => {
    const { port, witness } = setup
    const { call, leg } = await setup.connected()
    call.refer(TARGET)
    expect(await witness.next('leg.refer_requested')).toEqual({
      kind: 'leg.refer_requested',
      leg,
      target: { user: '200', uri: TARGET },
    })
    await port.acceptRefer(leg)
    await call.hears('202')
    await port.tellRefer(leg, { kind: 'ringing' })
    await port.tellRefer(leg, { kind: 'connected' })
    await call.hears('NOTIFY', 3)
    expect(call.transferNews).toEqual([
      'SIP/2.0 100 Trying',
      'SIP/2.0 180 Ringing',
      'SIP/2.0 200 OK',
    ])
    const states = call.messages.map((message) => message.headers.get('subscription-state'))
    expect(states.filter((state) => state !== undefined)).toEqual([
      'active;expires=300',
      'active;expires=300',
      'terminated;reason=noresource',
    ])
    await expect(port.tellRefer(leg, { kind: 'connected' })).rejects.toMatchObject({
      kind: 'wrong-state',
    })
    call.hangup()
    expect(await witness.next('leg.ended')).toMatchObject({ leg, by: 'party' })
  })

  it('are told why they failed, and may be asked for again', async () => {
    const { port, witness } = setup
    const { call, leg } = await setup.connected()
    call.refer(TARGET)
    await witness.next('leg.refer_requested')
    await port.acceptRefer(leg)
    await port.tellRefer(leg, { kind: 'failed', cause: 'USER_BUSY' })
    await call.hears('NOTIFY', 2)
    expect(call.transferNews.at(-1)).toBe('SIP/2.0 486 Busy Here')
    call.refer('tel:+1-555-0100')
    expect(await witness.next('leg.refer_requested')).toMatchObject({
      target: { user: '+15550100' },
    })
  })

  it('are refused', async () => {
    const { port, witness } = setup
    const { call, leg } = await setup.connected()
    await expect(port.refuseRefer(leg, 'CALL_REJECTED')).rejects.toMatchObject({
      kind: 'wrong-state',
    })
    call.refer(TARGET)
    await witness.next('leg.refer_requested')
    await port.refuseRefer(leg, 'CALL_REJECTED')
    await call.hears('603')
    expect(call.transferNews).toEqual([])
    await expect(port.acceptRefer(leg)).rejects.toMatchObject({ kind: 'wrong-state' })
    call.hangup()
    await witness.next('leg.ended')
    await expect(port.acceptRefer(leg)).rejects.toMatchObject({ kind: 'gone' })
  })

  it('are asked for one at a time', async () => {
    const { witness } = setup
    const { call } = await setup.connected()
    call.refer(TARGET)
    await witness.next('leg.refer_requested')
    call.refer(TARGET)
    await call.hears('491')
  })

  it('name the leg of the other call where they are attended', async () => {
    const { witness } = setup
    const first = await setup.connected()
    const second = await setup.connected()
    first.call.refer(TARGET, second.call)
    expect(await witness.next('leg.refer_requested')).toMatchObject({
      leg: first.leg,
      target: { user: '200', uri: TARGET },
      replaces: second.leg,
    })
    second.call.hangup()
    await witness.next('leg.ended')
    const third = await setup.connected()
    third.call.refer(TARGET, second.call)
    await third.call.hears('481')
  })

  it('come as a call that wants the place of another', async () => {
    const { rig, witness } = setup
    const { call, leg } = await setup.connected()
    const phone = await rig.openPhone({ user: 'other' })
    await phone.call('100', { headers: [`Replaces: ${call.replaces}`] })
    // Of the two, that is the second to come in.
    expect(await witness.next('leg.incoming')).toMatchObject({ replaces: leg })
    const stranger = await phone.call('100', { headers: ['Replaces: x;to-tag=1;from-tag=2'] })
    await stranger.hears('481')
  })
}

export function describeTransfersOfOurs(setup: Setup): void {
  it('are carried out by the party, which tells how they come about', async () => {
    const { port, witness } = setup
    const { call, leg } = await setup.connected()
    await port.refer(leg, { kind: 'address', uri: TARGET })
    expect(call.referredTo).toBe(`<${TARGET}>`)
    call.tellTransfer('SIP/2.0 100 Trying')
    call.tellTransfer('SIP/2.0 180 Ringing')
    const progress = { kind: 'leg.refer_progress', leg } as const
    const ringing = await witness.next('leg.refer_progress')
    expect(ringing).toEqual({ ...progress, progress: { kind: 'ringing' } })
    const again = port.refer(leg, { kind: 'address', uri: TARGET })
    await expect(again).rejects.toMatchObject({ kind: 'wrong-state' })
    call.tellTransfer('SIP/2.0 200 OK', true)
    const connected = await witness.next('leg.refer_progress')
    expect(connected).toEqual({ ...progress, progress: { kind: 'connected' } })
    await call.hears('200', 4)
    call.hangup()
    expect(await witness.next('leg.ended')).toMatchObject({ leg, by: 'party' })
  })

  it('say why they failed, and may be wished for again', async () => {
    const { port, witness } = setup
    const { call, leg } = await setup.connected()
    await port.refer(leg, { kind: 'address', uri: 'tel:+15550100' })
    call.tellTransfer('SIP/2.0 486 Busy Here', true)
    expect(await witness.next('leg.refer_progress')).toMatchObject({
      progress: { kind: 'failed', cause: 'USER_BUSY' },
    })
    await port.refer(leg, { kind: 'address', uri: TARGET })
    await call.hears('REFER', 2)
  })

  it('put the party in our place in another call', async () => {
    const { port } = setup
    const one = await setup.connected()
    const other = await setup.connected({ user: '15550002' })
    await port.refer(one.leg, { kind: 'leg', leg: other.leg })
    const { uri, replaces } = /^<(?<uri>[^?]*)\?Replaces=(?<replaces>.*)>$/.exec(
      one.call.referredTo ?? '',
    )?.groups ?? { uri: '', replaces: '' }
    expect(uri).toBe(other.phone.uri)
    // As the other party names the dialog: its own tag is the one that requests go to.
    const [callId, to, from] = decodeURIComponent(replaces ?? '').split(';')
    const [ownCallId, ourTag, itsTag] = other.call.replaces.split(';')
    expect(callId).toBe(ownCallId)
    expect(to).toBe(itsTag?.replace('from-tag', 'to-tag'))
    expect(from).toBe(ourTag?.replace('to-tag', 'from-tag'))
  })

  it('are refused by parties that will not', async () => {
    const { port } = setup
    const { call, leg } = await setup.connected()
    call.referAnswer = 603
    const refused = port.refer(leg, { kind: 'address', uri: TARGET })
    await expect(refused).rejects.toMatchObject({ kind: 'unavailable' })
    const nowhere = port.refer(leg, { kind: 'address', uri: 'mailto:x@example.com' })
    await expect(nowhere).rejects.toBeInstanceOf(TypeError)
    await port.play(leg, { kind: 'tone', hz: [440], durationMs: 2000 })
    await call.rtp.hears([440])
  })
}
