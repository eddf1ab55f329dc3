/**
 * The way to one peer: a WebSocket, or an address behind our UDP socket. Requests and answers go by the flow they
 * belong to (RFC 5626 §3.1 calls it that).
 */
export interface Flow {
  /** The same for everything that came the same way. */
  readonly id: string
  readonly transport: 'UDP' | 'WS' | 'WSS'
  /** Whether the transport itself repeats what was lost; decides the timers of RFC 3261 §17. */
  readonly reliable: boolean
  readonly remoteAddress: string
  readonly remotePort: number
  /** Who has authenticated on this connection; empty and unused where there is no connection. */
  readonly users: Set<string>
  isOpen(): boolean
  /** Sends one whole message; false when it cannot be sent any more. */
  send(message: Buffer): boolean
  /** Ends a connection, with a reason for logs. UDP has none to end. */
  close(reason: string): void
}
