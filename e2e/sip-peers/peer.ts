/** What a page does with a SIP user agent of one make, so that all makes are told the same. */
export interface Peer {
  /** Connects and registers; resolves when calls can come, which are taken. */
  start(settings: PeerSettings): Promise<void>
  /** Calls a number; resolves when it is answered. */
  call(number: string): Promise<void>
  hold(): Promise<void>
  resume(): Promise<void>
  /** Asks the other side to call somebody else instead (REFER); resolves when that has come about. */
  transfer(uri: string): Promise<void>
  hangup(): Promise<void>
  /** Resolves once its call is over, whoever ended it. */
  over(): Promise<void>
}

export interface PeerSettings {
  readonly url: string
  readonly domain: string
  readonly user: string
  readonly password: string
}

declare global {
  interface Window {
    /** Set by the script of a make. */
    irisPeer: Peer
  }
}
