import type { TrunkHealth } from '@iris/contracts'
import type { Database, MasterKey } from '@iris/platform'
import type { TrunkState, VoicePort } from '@iris/telephony'
import type { Logger } from '../../log.ts'
import type { Tables } from '../../tables.ts'
import type { DoWork, EventBus } from '../../work.ts'
import type { CarrierAddresses } from './carrier-addresses.ts'
import { release, roomIn, take, unused, type Grant, type Room, type Use } from './limits.ts'
import { findTrunk, listTrunks, type TrunkRow } from './repository.ts'
import { passwordOf, type TrunkWatch } from './service.ts'

interface Parts {
  readonly voice: VoicePort
  readonly bus: EventBus
  readonly database: Database<Tables>
  readonly doWork: DoWork
  readonly masterKey: MasterKey
  /** Kept up to date with where the open trunks' calls come from. */
  readonly carriers: CarrierAddresses
  readonly log: Logger
}

/**
 * The trunks of all tenants as this process has them open: their health, and how much of what carriers grant is in use.
 * What tenants change is taken up as it is committed.
 */
export class OpenTrunks implements TrunkWatch {
  readonly #parts: Parts
  readonly #tenants = new Map<string, string>()
  readonly #states = new Map<string, TrunkState>()
  readonly #uses = new Map<string, Use>()
  readonly #stops: (() => void)[]
  /** Changes are taken up one after another. */
  #last: Promise<void> = Promise.resolve()

  private constructor(parts: Parts) {
    this.#parts = parts
    this.#stops = [
      parts.voice.on('trunk.changed', ({ trunk, state }) => this.#noteState(trunk, state)),
      parts.bus.watch((event) => {
        if (event.type !== 'trunk.changed') return
        const { trunkId } = event.payload
        this.#last = this.#last.then(() => this.#takeUp(event.tenantId, trunkId))
      }),
    ]
  }

  /** Opens every trunk there is. One that cannot be opened is logged, and the others are opened all the same. */
  static async open(parts: Parts): Promise<OpenTrunks> {
    const trunks = new OpenTrunks(parts)
    const rows = await parts.database.asSystem((tx) => listTrunks(tx))
    for (const row of rows) await trunks.#open(row)
    return trunks
  }

  healthOf(trunkId: string): TrunkHealth {
    return healthOf(this.#states.get(trunkId) ?? { kind: 'unknown' })
  }

  async test(trunkId: string): Promise<TrunkHealth | undefined> {
    await this.#last
    if (!this.#tenants.has(trunkId)) return undefined
    const state = await this.#parts.voice.probeTrunk(trunkId)
    this.#states.set(trunkId, state)
    return healthOf(state)
  }

  roomIn(trunkId: string, grant: Grant): Room {
    return roomIn(this.#uses.get(trunkId) ?? unused, grant, performance.now())
  }

  /** Takes one channel; false when the grant is used up. Whoever takes one gives it back with `release`. */
  take(trunkId: string, grant: Grant): boolean {
    const use = take(this.#uses.get(trunkId) ?? unused, grant, performance.now())
    if (use) this.#uses.set(trunkId, use)
    return use !== undefined
  }

  release(trunkId: string): void {
    this.#uses.set(trunkId, release(this.#uses.get(trunkId) ?? unused))
  }

  close(): void {
    for (const stop of this.#stops) stop()
  }

  async #takeUp(tenantId: string, trunkId: string): Promise<void> {
    const { database, voice, log } = this.#parts
    try {
      const row = await database.asTenant(tenantId, (tx) => findTrunk(tx, trunkId))
      if (row) return await this.#open(row)
      this.#forget(trunkId)
      await voice.closeTrunk(trunkId)
    } catch (error) {
      log.error({ err: error, trunkId }, 'a change to a trunk could not be taken up')
    }
  }

  async #open(row: TrunkRow): Promise<void> {
    const { voice, masterKey, carriers, log } = this.#parts
    this.#forget(row.id)
    if (!row.enabled) return voice.closeTrunk(row.id)
    carriers.set(row.id, row.addresses)
    try {
      const { id, host, port, transport, media, codecs, domain, registers, username } = row
      const password = passwordOf(masterKey, row)
      const hasCredentials = username !== null && password !== undefined
      await voice.openTrunk({
        id,
        host,
        transport,
        media,
        codecs,
        registers,
        numberFormat: row.number_format,
        ...(port !== null && { port }),
        ...(domain !== null && { domain }),
        ...(hasCredentials && { credentials: { username, password } }),
      })
      this.#tenants.set(id, row.tenant_id)
    } catch (error) {
      log.error({ err: error, trunkId: row.id }, 'a trunk could not be opened')
    }
  }

  #forget(trunkId: string): void {
    this.#tenants.delete(trunkId)
    this.#states.delete(trunkId)
    this.#parts.carriers.delete(trunkId)
  }

  #noteState(trunkId: string, state: TrunkState): void {
    const { doWork, log } = this.#parts
    const tenantId = this.#tenants.get(trunkId)
    if (tenantId === undefined) return
    this.#states.set(trunkId, state)
    const health = healthOf(state)
    log.info({ trunkId, health }, 'the health of a trunk has changed')
    doWork(tenantId, null, (work) =>
      work.publish('trunk.health_changed', { trunkId, health }),
    ).catch((error: unknown) => log.warn({ err: error }, 'the health of a trunk was not told'))
  }
}

function healthOf(state: TrunkState): TrunkHealth {
  if (state.kind !== 'down') return state
  return {
    kind: 'down',
    reason: state.reason,
    status: 'status' in state ? state.status : null,
  }
}
