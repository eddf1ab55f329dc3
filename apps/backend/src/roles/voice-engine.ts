import {
  type EmbeddedVoicePort,
  openEmbeddedVoice,
  type Transcriber,
  type VoicePort,
} from '@iris/telephony'
import { readFileSync } from 'node:fs'
import type { Config } from '../config.ts'
import type { Logger } from '../log.ts'
import { type phoneCredentials, readPhoneUser, sipDomain } from '../modules/phones/credentials.ts'
import type { CarrierAddresses } from '../modules/trunks/carrier-addresses.ts'

/** The voice port, with what brings browsers' telephones to it. */
export type VoiceEngine = VoicePort & Pick<EmbeddedVoicePort, 'sipPort' | 'acceptUpgrade'>

interface Parts {
  readonly credentials: ReturnType<typeof phoneCredentials>
  readonly carriers: CarrierAddresses
  readonly transcriber: Transcriber | undefined
  readonly log: Logger
}
export type OpenVoiceEngine = (config: Config, parts: Parts) => Promise<VoiceEngine>

/** Opens the voice engine that the configuration asks for. */
export function openVoiceEngine(
  config: Config,
  { credentials, carriers, transcriber, log }: Parts,
): Promise<VoiceEngine> {
  const advertised =
    config.mediaAddress === undefined ? {} : { advertisedAddress: config.mediaAddress }
  return openEmbeddedVoice({
    host: config.host,
    sipPort: config.sipPort,
    tcp: true,
    ...sipOverTls(config),
    domain: sipDomain,
    media: {
      host: config.host,
      rtpPorts: config.rtpPorts,
      workers: config.mediaWorkers,
      browserCodecs: config.browserCodecs,
      ...advertised,
    },
    ...advertised,
    credentials: (username) => credentials.passwordOf(username),
    privateTrunks: config.privateTrunks,
    isCarrier: (address) => carriers.has(address),
    mayRegister: (username) => readPhoneUser(username)?.kind === 'session',
    transcriber,
    log,
  })
}

/** Reads the certificate again at each start: it is renewed in place. */
function sipOverTls({ sipTlsPort, tls }: Config) {
  if (sipTlsPort === undefined || !tls) return {}
  const cert = readFileSync(tls.certFile, 'utf8')
  return { tls: { port: sipTlsPort, cert, key: readFileSync(tls.keyFile, 'utf8') } }
}
