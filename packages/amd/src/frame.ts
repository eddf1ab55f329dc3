/** Sound comes in frames of 20 ms at 8 kHz: 160 samples from −1 to 1. */
export const rateHz = 8000
export const frameSamples = 160
export const frameMs = 20

/** So many milliseconds in whole frames. */
export function framesOf(ms: number): number {
  return Math.round(ms / frameMs)
}
