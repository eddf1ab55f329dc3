/** What SIP goes over in the network; browsers have their own way. */
export type NetworkTransport = 'UDP' | 'TCP' | 'TLS'

/** One place at which somebody may be reached. */
export interface Hop {
  readonly transport: NetworkTransport
  readonly address: string
  readonly port: number
  /** Whose certificate it must show over TLS: the name that led here (RFC 5922 §4). Its address, where there is none. */
  readonly name?: string
}

const SIP_PORT = 5060
const SIPS_PORT = 5061

/** Where SIP is spoken unless a port is named (RFC 3261 §19.1.2). */
export const usualPort = (transport: NetworkTransport | undefined): number =>
  transport === 'TLS' ? SIPS_PORT : SIP_PORT
