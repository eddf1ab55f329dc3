import { beforeEach, describe, expect, it } from 'vitest'
import type { VoiceEvent } from '../port.ts'
import { openSipBench, type SipBench } from '../testing/sip-bench.ts'
import { requestText } from '../testing/sip-text.ts'
import { TransferWish } from './transfer-wish.ts'

const CONTACT = '<sip:caller@192.0.2.7:5062>'

describe('a wish for a transfer that comes as soon as the call was taken', () => {
  let bench: SipBench
  let phase: 'connecting' | 'connected'
  let heard: VoiceEvent[]
  let wish: TransferWish

  beforeEach(async () => {
    bench = openSipBench()
    await bench.send({ method: 'INVITE', contact: CONTACT, body: 'v=0 offer' })
    bench.calls[0]!.accept('v=0 answer')
    await inDialog('ACK', 1)
    bench.udp.take()
    phase = 'connecting'
    heard = []
    wish = new TransferWish({
      leg: 'leg',
      emit: (event) => heard.push(event),
      isHeard: () => true,
      isConnected: () => phase === 'connected',
      isConnecting: () => phase === 'connecting',
      legOf: () => undefined,
    })
  })

  const inDialog = (method: string, cseq: number, ...headers: string[]) =>
    bench.send(
      requestText({ method, cseq, headers, toTag: bench.calls[0]!.localTag, contact: CONTACT }),
    )

  async function refers(cseq: number): Promise<void> {
    await inDialog('REFER', cseq, 'Refer-To: <sip:200@example.com>')
    wish.hear(bench.referrals.at(-1)!)
  }

  it('is heard once audio can flow', async () => {
    await refers(2)
    expect([heard, bench.udp.take()]).toEqual([[], []])
    phase = 'connected'
    wish.connected()
    expect(heard).toMatchObject([{ kind: 'leg.refer_requested', target: { user: '200' } }])
    wish.accept()
    expect(bench.udp.take()[0]).toContain('202')
  })

  it('is one at a time', async () => {
    await refers(2)
    await refers(3)
    expect(bench.udp.take()).toEqual(['491'])
  })

  it('is refused where the call ends before', async () => {
    await refers(2)
    wish.end()
    expect(bench.udp.take()).toEqual(['481'])
  })
})
