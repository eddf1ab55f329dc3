import { type EmbeddedVoicePort, openEmbeddedVoice, type Transcriber } from '@iris/telephony'
import { readFileSync } from 'node:fs'
import type { Config } from '../config.ts'
import type { Logger } from '../log.ts'
import { type phoneCredentials, readPhoneUser, sipDomain } from '../modules/phones/credentials.ts'
import type { CarrierAddresses } from '../modules/trunks/carrier-addresses.ts'

/** Opens the voice engine that the configuration asks for. */
export function openVoiceEngine(
  config: Config,
  {
    credentials,
    carriers,
    transcriber,
    log,
  }: {
    readonly credentials: ReturnType<typeof phoneCredentials>
    readonly carriers: CarrierAddresses
    readonly transcriber: Transcriber | undefined
    readonly log: Logger
  },
): Promise<EmbeddedVoicePort> {
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
