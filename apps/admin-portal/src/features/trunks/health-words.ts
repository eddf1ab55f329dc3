import type { TrunkHealth } from '@iris/contracts'
import type { Tone } from '@iris/ui'
import { trunksWords } from './trunks-words.ts'

/** How a carrier is, in words. */
export function healthWords(health: TrunkHealth): string {
  switch (health.kind) {
    case 'off':
    case 'unknown':
      return trunksWords(`health.${health.kind}`)
    case 'up':
      return trunksWords('health.up', { ms: health.roundTripMs })
    case 'down':
      return trunksWords(`health.${health.reason}`, { status: health.status ?? '' })
  }
}

const tones = {
  off: 'neutral',
  unknown: 'offline',
  up: 'available',
  down: 'stop',
} as const satisfies Record<TrunkHealth['kind'], Tone>

export const healthTone = ({ kind }: TrunkHealth): Tone => tones[kind]
