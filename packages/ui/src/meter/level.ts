/** The quietest level the meter shows, in dB below full scale. Speech lies between −40 and −10. */
const floorDb = -60

/** How much of the bar a falling level gives up in a second: fast enough to follow words, slow enough to read. */
const fallPerSecond = 1.4

/** The share of the bar, 0–1, that an amplitude fills. Linear amplitude in (1 is full scale), decibels shown. */
export function barShare(amplitude: number): number {
  if (!(amplitude > 0)) return 0
  const decibels = 20 * Math.log10(amplitude)
  return Math.min(1, Math.max(0, 1 - decibels / floorDb))
}

/** Rises at once, falls slowly: the bar after `elapsedMs`, from where it stood and what is heard now. */
export function nextShare(shown: number, heard: number, elapsedMs: number): number {
  return Math.max(heard, shown - (fallPerSecond * elapsedMs) / 1000, 0)
}
