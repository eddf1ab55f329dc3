import type { Announcements, WaitTreatment } from '@iris/contracts'

/** What whoever waits is told now, of what is known. */
interface Told {
  readonly place: boolean
  readonly wait: boolean
  /** Empty for nothing. */
  readonly text: string
}

/** By a queue's own announcements: the place and the wait within their bounds, and the text each time. */
export function toldByQueue(
  announcements: Announcements,
  known: { readonly place: number; readonly waitMs: number | null },
): Told {
  const { position, positionUpTo, expectedWait, expectedWaitFromS, expectedWaitUpToS, text } =
    announcements
  const waitS = known.waitMs === null ? null : known.waitMs / 1000
  return {
    place: position && known.place <= (positionUpTo ?? Infinity),
    wait:
      expectedWait &&
      waitS !== null &&
      waitS >= (expectedWaitFromS ?? 0) &&
      waitS <= (expectedWaitUpToS ?? Infinity),
    text,
  }
}

/** By the treatment of whoever put them there. */
export function toldByTreatment(
  { position, expectedWait }: WaitTreatment,
  { waitMs }: { readonly waitMs: number | null },
): Told {
  return { place: position, wait: expectedWait && waitMs !== null, text: '' }
}
