/**
 * The way to one peer: a connection, or an address behind our UDP socket. Requests and answers go by the flow they
 * belong to (RFC 5626 §3.1 calls it that).
 */
export interface Flow {
  /** The same for everything that came the same way. */
  readonly id: string
  readonly transport: 'UDP' | 'TCP' | 'TLS' | 'WS' | 'WSS'
  /** Whether the transport itself repeats what was lost; decides the timers of RFC 3261 §17. */
  readonly reliable: boolean
  readonly remoteAddress: string
  readonly remotePort: number
  /** The name whose certificate a connection of ours over TLS has shown, where it was asked for one. */
  readonly provenName?: string
  /** Whether it is a connection that we opened, and could open again. */
  readonly isOurs?: boolean
  /** Who has authenticated on this connection; empty and unused where it is not a WebSocket. */
  readonly users: Set<string>
  isOpen(): boolean
  /** Sends one whole message; false when it cannot be sent any more. */
  send(message: Buffer): boolean
  /** Ends a connection, with a reason for logs. UDP has none to end. */
  close(reason: string): void
}

/**
 * Whether a flow is a browser's connection (RFC 7118). Browsers are reached by their connection only and prove who they
 * are; the network is known by its addresses, and finds its way by those, whichever connections come and go.
 */
export const isWebSocket = ({ transport }: Pick<Flow, 'transport'>): boolean =>
  transport === 'WS' || transport === 'WSS'
