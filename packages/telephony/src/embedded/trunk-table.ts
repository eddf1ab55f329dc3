import { VoiceError, type Trunk, type TrunkId, type TrunkState } from '../port.ts'
import type { Flow } from '../sip/flow.ts'
import { isHostName } from '../sip/characters.ts'
import { addressOfHost } from '../sip/uri.ts'
import { isIP } from 'node:net'
import { TrunkLine, type TrunkContext } from './trunk-line.ts'

/** The trunks that are open, by their id. */
export class TrunkTable {
  readonly #context: TrunkContext
  readonly #lines = new Map<TrunkId, TrunkLine>()

  constructor(context: TrunkContext) {
    this.#context = context
  }

  find(id: TrunkId): TrunkLine | undefined {
    return this.#lines.get(id)
  }

  /** Opens a trunk in place of one of the same id. Throws a `TypeError` for one that cannot be. */
  open(trunk: Trunk): void {
    requireSense(trunk)
    void this.#lines.get(trunk.id)?.close()
    const line = new TrunkLine(trunk, this.#context)
    this.#lines.set(trunk.id, line)
    line.open()
  }

  close(id: TrunkId): void {
    void this.#lines.get(id)?.close()
    this.#lines.delete(id)
  }

  async probe(id: TrunkId): Promise<TrunkState> {
    const line = this.#lines.get(id)
    if (!line) throw new VoiceError('gone', 'The trunk is not open')
    return await line.probe()
  }

  /** A connection has closed. */
  flowClosed(flow: Flow): void {
    for (const line of this.#lines.values()) line.flowClosed(flow)
  }

  /** Takes every registration back; resolves when carriers have heard, or in a second. */
  async closeAll(): Promise<void> {
    const lines = [...this.#lines.values()]
    this.#lines.clear()
    await Promise.all(lines.map((line) => line.close()))
  }
}

function requireSense(trunk: Trunk): void {
  const { host, port, domain, registers, credentials, media, transport } = trunk
  const isHost = (name: string): boolean => isHostName(name) || isIP(addressOfHost(name)) !== 0
  if (!isHost(host)) throw new TypeError(`Not a host: ${host}`)
  if (domain !== undefined && !isHost(domain)) throw new TypeError(`Not a domain: ${domain}`)
  const isPort = port === undefined || (Number.isInteger(port) && port >= 1 && port <= 65_535)
  if (!isPort) throw new TypeError(`Not a port: ${port}`)
  if (media === 'srtp' && transport !== 'tls') {
    throw new TypeError('Encrypted audio needs TLS: its keys travel with the signalling')
  }
  if (registers && !credentials) throw new TypeError('A trunk cannot register without credentials')
}
