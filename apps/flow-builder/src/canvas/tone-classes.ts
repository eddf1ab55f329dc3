import type { Tone } from '@iris/ui'

/** A tone round a block. */
export const borderOfTone: Readonly<Record<Tone, string>> = {
  neutral: 'border-control',
  accent: 'border-accent-mark',
  available: 'border-available-mark',
  busy: 'border-busy-mark',
  offering: 'border-offering-mark',
  warning: 'border-warning-mark',
  stop: 'border-stop-mark',
  offline: 'border-offline-mark',
}

/** A tone in a port. */
export const fillOfTone: Readonly<Record<Tone, string>> = {
  neutral: 'border-raised bg-control',
  accent: 'border-raised bg-accent-mark',
  available: 'border-raised bg-available-mark',
  busy: 'border-raised bg-busy-mark',
  offering: 'border-raised bg-offering-mark',
  warning: 'border-raised bg-warning-mark',
  stop: 'border-raised bg-stop-mark',
  offline: 'border-raised bg-offline-mark',
}

/** A broad ring of the tone's pale colour: where a run is now. */
export const glowOfTone: Readonly<Record<Tone, string>> = {
  neutral: 'ring-4 ring-line-strong',
  accent: 'ring-4 ring-accent-border',
  available: 'ring-4 ring-available-border',
  busy: 'ring-4 ring-busy-border',
  offering: 'ring-4 ring-offering-border',
  warning: 'ring-4 ring-warning-border',
  stop: 'ring-4 ring-stop-border',
  offline: 'ring-4 ring-offline-border',
}
