// A process of its own: the voice port as a bare B2BUA, which calls one address for whoever calls it and writes a record of each
// call. What it spends is what signalling costs; its media process is another.
import { createWriteStream } from 'node:fs'
import { openEmbeddedVoice, type LegId } from '@iris/telephony'

const [to = '', recordsFile = ''] = process.argv.slice(2)
const ignore = () => {}
const log = { debug: ignore, info: ignore, warn: ignore, error: ignore }
const records = createWriteStream(recordsFile)

const voice = await openEmbeddedVoice({
  host: '127.0.0.1',
  sipPort: 0,
  domain: 'bench.test',
  media: { host: '127.0.0.1', rtpPorts: { from: 0, to: 0 } },
  credentials: async () => undefined,
  log,
})

interface Call {
  readonly caller: LegId
  readonly from: string
  readonly number: string
  readonly beganMs: number
  answeredMs?: number
  called?: LegId
}

const calls = new Map<LegId, Call>()

voice.on('leg.incoming', ({ leg, from, to: number }) => {
  const call: Call = { caller: leg, from: from.user, number, beganMs: Date.now() }
  calls.set(leg, call)
  void connect(call).catch(() => voice.hangup(leg, 'NORMAL_TEMPORARY_FAILURE'))
})
voice.on('leg.ringing', ({ leg }) => {
  const caller = calls.get(leg)?.caller
  if (caller !== undefined) voice.ring(caller).catch(ignore)
})
voice.on('leg.answered', ({ leg }) => void answer(leg).catch(ignore))
voice.on('leg.ended', ({ leg, cause }) => {
  const call = calls.get(leg)
  if (!call || !calls.delete(leg)) return
  const other = leg === call.caller ? call.called : call.caller
  if (other !== undefined && calls.delete(other)) void voice.hangup(other, 'NORMAL_CLEARING')
  records.write(`${JSON.stringify({ ...call, endedMs: Date.now(), cause })}\n`)
})

async function connect(call: Call): Promise<void> {
  const called = await voice.originate({
    to: { kind: 'address', uri: to },
    from: { user: call.from },
    beside: call.caller,
    ringTimeoutMs: 10_000,
  })
  call.called = called
  calls.set(called, call)
}

async function answer(leg: LegId): Promise<void> {
  const call = calls.get(leg)
  if (!call) return
  call.answeredMs = Date.now()
  await voice.answer(call.caller, { beside: leg })
}

process.on('disconnect', () => process.exit())
process.send?.({ port: voice.sipPort })
