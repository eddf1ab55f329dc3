import type { Database } from '@iris/platform'
import type { Tables } from '../../tables.ts'
import { findAudio, type KnownAudio } from './storage-repository.ts'
import type { Place } from './local-audio.ts'
import type { RecordingVault } from './vault.ts'

/** Long after whatever made it has written its row. */
const leftOverAfterMs = 3_600_000
const atOnce = 500

/**
 * Removes audio that no row knows any more, of deletions and moves that a dying process did not end, and files here of what
 * is in the blob store. Whoever is no tenant of this database is left alone: what is strange here may be at home elsewhere.
 * Returns how many there were.
 */
export async function dropLeftOverAudio(
  database: Database<Tables>,
  vault: RecordingVault,
  olderThanMs = leftOverAfterMs,
): Promise<number> {
  const isLeft = async (place: Place, { storage, tenants }: KnownAudio) => {
    if (storage.has(place.id) || !tenants.has(place.tenantId)) return false
    const changedAt = await vault.changedAt(place)
    return changedAt !== undefined && Date.now() - changedAt.getTime() >= olderThanMs
  }
  let dropped = 0
  const sweep = async (places: AsyncIterable<Place>, drop: Drop) => {
    for await (const batch of inBatches(places)) {
      const known = await database.asSystem((tx) => findAudio(tx, batch))
      for (const place of batch) if (await drop(place, known)) dropped += 1
    }
  }
  await sweep(vault.listLocal(), async (place, known) => {
    if (known.storage.get(place.id) === 'stored') return vault.dropLocal(place).then(() => true)
    return (await isLeft(place, known)) && vault.remove(place).then(() => true)
  })
  await sweep(
    vault.listStored(),
    async (place, known) => (await isLeft(place, known)) && vault.remove(place).then(() => true),
  )
  return dropped
}

type Drop = (place: Place, known: KnownAudio) => Promise<boolean>

async function* inBatches(places: AsyncIterable<Place>): AsyncGenerator<Place[]> {
  let batch: Place[] = []
  for await (const place of places) {
    batch.push(place)
    if (batch.length < atOnce) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
