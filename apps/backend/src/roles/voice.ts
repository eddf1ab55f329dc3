import { deriveKey } from '@iris/platform'
import { openSpeech, type Speech } from '@iris/speech'
import { openEmbeddedVoice, type VoicePort } from '@iris/telephony'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import type { Ground } from '../ground.ts'
import { closeAbandoned, enterNode, leaveNode } from '../modules/calls/node.ts'
import { DeskCalls } from '../modules/calls/live/desk-calls.ts'
import { OutsideLine } from '../modules/calls/live/dial-out.ts'
import { LiveCalls } from '../modules/calls/live/live-calls.ts'
import { PlacedCalls } from '../modules/calls/live/placed-calls.ts'
import type { Sessions } from '../modules/identity/sessions.ts'
import { openSpeechDrivers } from '../speech-drivers.ts'
import { phoneCredentials, readPhoneUser, sipDomain } from '../modules/phones/credentials.ts'
import { followPhones } from '../modules/phones/follow-phones.ts'
import { phonePresence, type PhonePresence } from '../modules/phones/presence.ts'
import { CarrierAddresses } from '../modules/trunks/carrier-addresses.ts'
import { OpenTrunks } from '../modules/trunks/open-trunks.ts'

/** Reads the certificate again at each start: it is renewed in place. */
function sipOverTls({ sipTlsPort, tls }: Config) {
  if (sipTlsPort === undefined || !tls) return {}
  const cert = readFileSync(tls.certFile, 'utf8')
  return { tls: { port: sipTlsPort, cert, key: readFileSync(tls.keyFile, 'utf8') } }
}

/** Carries calls: opens the voice engine and speech, and closes what a process before this one left open. */
export async function startVoice(ground: Ground, sessions: Sessions) {
  const { config, log, database, doWork, bus, node } = ground
  const principalOf = (sessionId: string) => sessions.principalOf(sessionId)
  const credentials = phoneCredentials({
    key: deriveKey(ground.masterKey, 'phone-credentials'),
    principalOf,
    guestsAllowed: config.publicPhone,
  })
  const advertised =
    config.mediaAddress === undefined ? {} : { advertisedAddress: config.mediaAddress }
  const carriers = new CarrierAddresses()
  const voice = await openEmbeddedVoice({
    host: config.host,
    sipPort: config.sipPort,
    tcp: true,
    ...sipOverTls(config),
    domain: sipDomain,
    media: {
      host: config.host,
      rtpPorts: config.rtpPorts,
      workers: config.mediaWorkers,
      ...advertised,
    },
    ...advertised,
    credentials: (username) => credentials.passwordOf(username),
    privateTrunks: config.privateTrunks,
    isCarrier: (address) => carriers.has(address),
    mayRegister: (username) => readPhoneUser(username)?.kind === 'session',
    log,
  })
  const speech = await openSpeech({
    directory: join(config.dataDir, 'speech'),
    drivers: openSpeechDrivers(config.speech),
    logger: log,
  })
  const phones = phonePresence({ voice, bus, principalOf, log })
  const carried = await carryCalls(ground, { voice, speech, phones, principalOf, carriers })

  await enterNode(database, node)
  const { carries } = carried
  const closed = await closeAbandoned(database, doWork, { nodeId: node.id, carries })
  if (closed > 0)
    log.warn(
      { calls: closed },
      'calls were interrupted when Iris last ended; they have their records',
    )
  const stopFollowing = await followPhones(ground, phones)

  return {
    voice,
    speech,
    phones,
    calls: carried.calls,
    trunks: carried.trunks,
    carries,
    credentials,
    async close() {
      stopFollowing()
      carried.takeNoMore()
      await voice.close()
      await carried.close()
      phones.close()
      await speech.close()
      await leaveNode(database, node.id)
    },
  }
}

/** Calls that come in, calls that were placed, and calls from desks, with the one way out that they share. */
async function carryCalls(
  ground: Ground,
  {
    voice,
    speech,
    phones,
    principalOf,
    carriers,
  }: {
    voice: VoicePort
    speech: Speech
    phones: PhonePresence
    principalOf: Sessions['principalOf']
    carriers: CarrierAddresses
  },
) {
  const nodeId = ground.node.id
  const trunks = await OpenTrunks.open({ ...ground, voice, carriers })
  const line = new OutsideLine({ ...ground, voice, trunks })
  const desks = new DeskCalls({ ...ground, nodeId, voice, line, phones, principalOf })
  const { patience } = ground.config
  const own = { nodeId, voice, speech, phones, principalOf, desks, patience }
  const calls = new LiveCalls({ ...ground, ...own })
  const placed = new PlacedCalls({ ...ground, nodeId, line, goOn: (call) => calls.goOn(call) })
  return {
    calls,
    trunks,
    carries: (callId: string) => [calls, placed, desks].some((kind) => kind.has(callId)),
    /** Leaves calls that are placed from now on to other processes. */
    takeNoMore: () => placed.close(),
    /** Waits until every call has its record. */
    async close() {
      await Promise.all([placed.settled(), desks.settled()])
      await calls.settled()
      for (const part of [calls, desks, line, trunks]) part.close()
    },
  }
}

export type VoiceRole = Awaited<ReturnType<typeof startVoice>>
