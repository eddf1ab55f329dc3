import type { AudioSource } from '@iris/telephony'

/** Somebody has come: two tones that rise. */
export const enterTone: AudioSource = {
  kind: 'sequence',
  sources: [
    { kind: 'tone', hz: [660], durationMs: 100 },
    { kind: 'tone', hz: [880], durationMs: 150 },
  ],
}

/** Somebody has gone: two that fall. */
export const leaveTone: AudioSource = {
  kind: 'sequence',
  sources: [
    { kind: 'tone', hz: [880], durationMs: 100 },
    { kind: 'tone', hz: [660], durationMs: 150 },
  ],
}
