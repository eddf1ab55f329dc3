import type { Database } from '@iris/platform'
import type { Tables } from '../../tables.ts'
import type { SoundStore } from './sound-store.ts'

/** Long after the request that brought it has ended. */
const leftOverAfterMs = 3_600_000

/** Forgets sounds that no row names: of requests that failed, or whose process died. Returns how many there were. */
export function dropLeftOverSounds(
  database: Database<Tables>,
  sounds: SoundStore,
  olderThanMs = leftOverAfterMs,
): Promise<number> {
  return sounds.sweep(olderThanMs, ({ id }) =>
    database.asSystem(async (tx) => {
      const prompt = tx.selectFrom('prompts').select('id').where('sound_id', '=', id)
      const box = tx.selectFrom('voicemail_boxes').select('id').where('greeting_sound_id', '=', id)
      return (await prompt.union(box).executeTakeFirst()) !== undefined
    }),
  )
}
