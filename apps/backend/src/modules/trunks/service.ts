import type { Trunk, TrunkChange, TrunkHealth } from '@iris/contracts'
import { type MasterKey, openSecret, sealSecret } from '@iris/platform'
import { v7 as uuidv7 } from 'uuid'
import { found, invalidField, Refusal, violates } from '../../problem.ts'
import type { Work } from '../../work.ts'
import * as repository from './repository.ts'
import type { TrunkRow, TrunkSettings } from './repository.ts'

/** What the process that carries calls knows of trunks. */
export interface TrunkWatch {
  healthOf(trunkId: string): TrunkHealth
  /** Asks the carrier now; `undefined` when the trunk is not open here. */
  test(trunkId: string): Promise<TrunkHealth | undefined>
}

export interface TrunkParts {
  readonly masterKey: MasterKey
  readonly watch: TrunkWatch
}

const contextOf = (trunkId: string): string => `trunk:${trunkId}`

/** The password of an account at a carrier. Throws `KeyError` when it was sealed with another master key. */
export function passwordOf(masterKey: MasterKey, row: TrunkRow): string | undefined {
  if (row.password_sealed === null) return undefined
  return openSecret(masterKey, row.password_sealed, contextOf(row.id))
}

export async function listTrunks(work: Work, { watch }: TrunkParts): Promise<Trunk[]> {
  return (await repository.listTrunks(work.tx)).map((row) => present(row, watch))
}

export async function createTrunk(
  work: Work,
  parts: TrunkParts,
  input: TrunkChange & { name: string; host: string },
): Promise<Trunk> {
  const id = uuidv7()
  const row = await refusingTwins(() =>
    repository.insertTrunk(work.tx, {
      ...DEFAULTS,
      ...settingsOf(input, id, parts.masterKey),
      id,
      tenant_id: work.tenantId,
      name: input.name,
      host: input.host,
    }),
  )
  requireSense(row)
  await noteChange(work, 'trunk.created', row)
  return present(row, parts.watch)
}

export async function updateTrunk(
  work: Work,
  parts: TrunkParts,
  id: string,
  change: TrunkChange,
): Promise<Trunk> {
  const settings = settingsOf(change, id, parts.masterKey)
  const row = found(
    await refusingTwins(() => repository.updateTrunk(work.tx, id, settings)),
    'trunk',
  )
  requireSense(row)
  await noteChange(work, 'trunk.changed', row)
  return present(row, parts.watch)
}

export async function deleteTrunk(work: Work, id: string): Promise<void> {
  const row = found(await repository.deleteTrunk(work.tx, id), 'trunk')
  await noteChange(work, 'trunk.deleted', row)
}

export async function testTrunk(
  work: Work,
  { watch }: TrunkParts,
  id: string,
): Promise<TrunkHealth> {
  const row = found(await repository.findTrunk(work.tx, id), 'trunk')
  if (!row.enabled) return { kind: 'off' }
  await work.audit('trunk.tested', id, { name: row.name })
  const health = await watch.test(id)
  if (!health) {
    throw new Refusal('unavailable', { detail: 'The trunk is about to be opened. Try again.' })
  }
  return health
}

const DEFAULTS = {
  enabled: true,
  port: null,
  transport: 'auto',
  media: 'rtp',
  codecs: ['PCMU', 'PCMA'],
  domain: null,
  username: null,
  password_sealed: null,
  registers: false,
  addresses: [],
  prefixes: [],
  priority: 10,
  price_per_minute: 0,
  caller_ids: [],
  default_caller_id: null,
  max_channels: 10,
  calls_per_second: 1,
  number_format: 'e164',
} as const satisfies TrunkSettings

const COLUMNS = {
  name: 'name',
  enabled: 'enabled',
  host: 'host',
  port: 'port',
  transport: 'transport',
  media: 'media',
  codecs: 'codecs',
  domain: 'domain',
  username: 'username',
  registers: 'registers',
  addresses: 'addresses',
  prefixes: 'prefixes',
  priority: 'priority',
  pricePerMinute: 'price_per_minute',
  callerIds: 'caller_ids',
  defaultCallerId: 'default_caller_id',
  maxChannels: 'max_channels',
  callsPerSecond: 'calls_per_second',
  numberFormat: 'number_format',
} as const satisfies Record<Exclude<keyof TrunkChange, 'password'>, keyof TrunkSettings>

function settingsOf(
  { password, ...change }: TrunkChange,
  id: string,
  masterKey: MasterKey,
): TrunkSettings {
  const settings: TrunkSettings = Object.fromEntries(
    Object.entries(COLUMNS).flatMap(([field, column]) => {
      const value = Object.entries(change).find(([name]) => name === field)?.[1]
      return value === undefined ? [] : [[column, value]]
    }),
  )
  if (password === undefined) return settings
  return {
    ...settings,
    password_sealed: password === null ? null : sealSecret(masterKey, password, contextOf(id)),
  }
}

/** What only the whole trunk shows: the change is refused, and undone with its transaction. */
function requireSense(row: TrunkRow): void {
  if (row.password_sealed !== null && row.username === null) {
    throw invalidField('/username', 'A password needs a user name.')
  }
  if (row.media === 'srtp' && row.transport !== 'tls') {
    throw invalidField('/media', 'Encrypted audio needs TLS: its keys travel with the signalling.')
  }
  if (row.registers && (row.username === null || row.password_sealed === null)) {
    throw invalidField('/registers', 'To register, Iris needs a user name and a password.')
  }
}

async function noteChange(work: Work, action: string, row: TrunkRow): Promise<void> {
  const { name, host, port, transport, media, codecs, username, enabled } = row
  await work.audit(action, row.id, {
    name,
    host,
    port,
    transport,
    media,
    codecs,
    username,
    enabled,
  })
  await work.publish('trunk.changed', { trunkId: row.id })
}

async function refusingTwins<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (cause) {
    if (violates(cause, 'trunks_name')) {
      throw new Refusal('already_exists', {
        errors: [{ path: '/name', message: 'Another trunk has this name.' }],
      })
    }
    throw cause
  }
}

function present(row: TrunkRow, watch: TrunkWatch): Trunk {
  return {
    id: row.id,
    name: row.name,
    enabled: row.enabled,
    host: row.host,
    port: row.port,
    transport: row.transport,
    media: row.media,
    codecs: row.codecs,
    domain: row.domain,
    username: row.username,
    hasPassword: row.password_sealed !== null,
    registers: row.registers,
    addresses: row.addresses,
    prefixes: row.prefixes,
    priority: row.priority,
    pricePerMinute: row.price_per_minute,
    callerIds: row.caller_ids,
    defaultCallerId: row.default_caller_id,
    maxChannels: row.max_channels,
    callsPerSecond: row.calls_per_second,
    numberFormat: row.number_format,
    health: row.enabled ? watch.healthOf(row.id) : { kind: 'off' },
    createdAt: row.created_at.toISOString(),
  }
}
