import type { Database } from '@iris/platform'
import type { AudioSource } from '@iris/telephony'
import { builtInPrompt } from '../../prompts.ts'
import type { Tables } from '../../tables.ts'
import type { SoundStore } from '../sounds/sound-store.ts'
import { findSounding } from './repository.ts'

/** A tenant's prompt of a name or an id, as a source to play; `undefined` where there is none. */
export type PromptSource = (tenantId: string, reference: string) => Promise<AudioSource | undefined>

export function promptSource(database: Database<Tables>, sounds: SoundStore): PromptSource {
  return async (tenantId, reference) => {
    const builtIn = builtInPrompt(reference)
    if (builtIn) return builtIn
    const row = await database.asTenant(tenantId, (tx) => findSounding(tx, reference))
    return row?.sound_id ? sounds.source({ tenantId, id: row.sound_id }) : undefined
  }
}
