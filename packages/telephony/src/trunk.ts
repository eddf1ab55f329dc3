export type TrunkId = string

/** G.711 in its two laws, G.722 and Opus, by their names in RFC 3551 and RFC 7587. The last two are wideband. */
export type AudioCodec = 'PCMU' | 'PCMA' | 'G722' | 'opus'

/** A carrier, as calls reach it. */
export interface Trunk {
  readonly id: TrunkId
  /** A host name or IP address. */
  readonly host: string
  /** Where SIP is spoken; without it the domain's own records decide (SRV, RFC 3263), or else the usual port. */
  readonly port?: number
  /**
   * What SIP goes over. `auto`, unless told, leaves it to the domain (NAPTR, RFC 3263), and is UDP where that says nothing.
   * Over TLS the carrier's certificate must be for `host`.
   */
  readonly transport?: 'auto' | 'udp' | 'tcp' | 'tls'
  /** `srtp`: audio is encrypted with keys in the descriptions (RFC 4568). Wants `tls`, or whoever reads SIP has them. */
  readonly media?: 'rtp' | 'srtp'
  /** What its calls are offered, best first; what is usual for telephones, unless told. */
  readonly codecs?: readonly AudioCodec[]
  /** The host part of addresses there, where it is not `host`: the realm of an account, for most. */
  readonly domain?: string
  /** What the carrier's challenges are answered with (RFC 8760). Never logged. */
  readonly credentials?: { readonly username: string; readonly password: string }
  /** Whether to register there, so that the carrier's calls find us (RFC 3261 §10.2). Needs credentials. */
  readonly registers: boolean
  /** How numbers are written to it: `+15550100100` or `15550100100`. */
  readonly numberFormat: 'e164' | 'digits'
}

/** How a carrier is, from its answers to OPTIONS (RFC 3261 §11) and to our registration. */
export type TrunkState =
  /** It was not asked yet, or has not answered yet. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'up'; readonly roundTripMs: number }
  /** Nothing comes back; or its name leads nowhere we may go. */
  | { readonly kind: 'down'; readonly reason: 'silence' | 'no-address' }
  /** It says so itself, with a SIP status. */
  | {
      readonly kind: 'down'
      readonly reason: 'out-of-service' | 'registration-refused'
      readonly status: number
    }
