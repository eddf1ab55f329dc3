import type { Work } from '../../work.ts'
import type { SoundStore } from './sound-store.ts'

/** Forgets a sound that no row names any more, once that is certain. What fails is swept later. */
export function dropSoundLater(work: Work, sounds: SoundStore, id: string | null): void {
  if (id === null) return
  const place = { tenantId: work.tenantId, id }
  work.afterCommit(() => void sounds.drop(place).catch(() => undefined))
}
