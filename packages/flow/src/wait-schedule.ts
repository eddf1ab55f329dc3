import type { WaitOffer, WaitTreatment } from '@iris/contracts'

/** Something that whoever waits is told: place and expected wait, one of the messages, or a way out. */
export type WaitItem =
  | { readonly kind: 'status' }
  | { readonly kind: 'message'; readonly index: number }
  | { readonly kind: 'offer'; readonly index: number }

/** When each is due next. Times are ms since the caller began to wait. */
export type WaitSchedule = readonly {
  readonly item: WaitItem
  readonly nextAtMs: number
  readonly everyMs: number
}[]

/** Place and time are said at once, ways out as soon as they are there, messages when their time has passed once. */
export function beginWait(treatment: WaitTreatment): WaitSchedule {
  const { position, expectedWait, everyMs, messages, offers } = treatment
  const tellsStatus = position || expectedWait
  return [
    ...(tellsStatus ? [{ item: { kind: 'status' } as const, nextAtMs: 0, everyMs }] : []),
    ...messages.map((message, index) => ({
      item: { kind: 'message', index } as const,
      nextAtMs: message.everyMs,
      everyMs: message.everyMs,
    })),
    ...offers.map(({ afterMs }, index) => ({
      item: { kind: 'offer', index } as const,
      nextAtMs: afterMs,
      everyMs,
    })),
  ]
}

/** What is to be said now, in the order in which it is said. */
export function dueNow(schedule: WaitSchedule, atMs: number): WaitItem[] {
  return schedule.filter(({ nextAtMs }) => nextAtMs <= atMs).map(({ item }) => item)
}

/** The schedule once these have been said, the last at `atMs`. The pause between two times is one without them. */
export function afterHearing(
  schedule: WaitSchedule,
  heard: readonly WaitItem[],
  atMs: number,
): WaitSchedule {
  return schedule.map((entry) =>
    heard.includes(entry.item) ? { ...entry, nextAtMs: atMs + entry.everyMs } : entry,
  )
}

/** When something is due; `Infinity` where nothing ever is. */
export function nextDueAtMs(schedule: WaitSchedule): number {
  return Math.min(Infinity, ...schedule.map(({ nextAtMs }) => nextAtMs))
}

/** The way out that a key opens after so long a wait; none before its time. */
export function offerOf(
  { offers }: Pick<WaitTreatment, 'offers'>,
  key: string,
  waitedMs: number,
): WaitOffer | undefined {
  return offers.find((offer) => offer.key === key && waitedMs >= offer.afterMs)
}
