import type { Handlers } from '../../http/implement.ts'

/** By which way browsers of this centre hear documents. */
export function liveHandlers(): Handlers<'openLive'> {
  return { openLive: async () => ({ driver: 'stream' }) }
}
