import type { Room } from './limits.ts'

/** What the choice knows of a trunk. */
export interface TrunkFacts {
  readonly id: string
  readonly enabled: boolean
  /** Beginnings of the numbers it carries, such as `+49`; none means all. */
  readonly prefixes: readonly string[]
  /** 1 is asked first. */
  readonly priority: number
  readonly pricePerMinute: number
  readonly health: 'up' | 'unknown' | 'down'
  readonly room: Room
  /** Numbers that calls may show; none means the tenant's own. */
  readonly callerIds: readonly string[]
  readonly defaultCallerId: string | null
}

/** A call that is to go out. Numbers are E.164. */
export interface Wish {
  readonly number: string
  /** What is to be shown; the trunk's default where nothing is asked for. */
  readonly callerId: string | undefined
  /** What is to be shown in place of the default, where that is allowed. */
  readonly preferredCallerId?: string | undefined
  readonly ownNumbers: readonly string[]
}

type PassedOver =
  | 'switched-off'
  /** It does not carry numbers that begin so. */
  | 'other-numbers'
  /** What is to be shown may not be shown there, or there is nothing to show. */
  | 'caller-id'
  | Exclude<Room, 'free'>

export interface Choice {
  /** The trunks to ask, one after another, and what the call shows there. */
  readonly ways: readonly { readonly trunkId: string; readonly callerId: string }[]
  readonly passedOver: readonly { readonly trunkId: string; readonly reason: PassedOver }[]
}

/**
 * Which trunks a call may take, in the order they are asked. Those that answer come before those that do not, which are
 * the last resort; then the longest beginning that fits, the lower priority figure, the lower price.
 */
export function chooseTrunks(trunks: readonly TrunkFacts[], wish: Wish): Choice {
  const passedOver = trunks.flatMap((trunk) => {
    const reason = reasonAgainst(trunk, wish)
    return reason ? [{ trunkId: trunk.id, reason }] : []
  })
  const ways = trunks
    .toSorted((one, other) => compare(one, other, wish.number))
    .flatMap((trunk) => {
      const callerId = callerIdFor(trunk, wish)
      return callerId === undefined || reasonAgainst(trunk, wish)
        ? []
        : [{ trunkId: trunk.id, callerId }]
    })
  return { ways, passedOver }
}

/** What a call shows on a trunk; `undefined` when it may not show what it wants, or there is nothing to show. */
function callerIdFor(
  trunk: Pick<TrunkFacts, 'callerIds' | 'defaultCallerId'>,
  { callerId, preferredCallerId, ownNumbers }: Omit<Wish, 'number'>,
): string | undefined {
  const allowed = trunk.callerIds.length > 0 ? trunk.callerIds : ownNumbers
  const mayShow = (number: string) =>
    allowed.includes(number) || number === trunk.defaultCallerId ? number : undefined
  if (callerId !== undefined) return mayShow(callerId)
  const preferred = preferredCallerId === undefined ? undefined : mayShow(preferredCallerId)
  return preferred ?? trunk.defaultCallerId ?? allowed[0]
}

function reasonAgainst(trunk: TrunkFacts, wish: Wish): PassedOver | undefined {
  if (!trunk.enabled) return 'switched-off'
  if (fit(trunk, wish.number) < 0) return 'other-numbers'
  if (callerIdFor(trunk, wish) === undefined) return 'caller-id'
  return trunk.room === 'free' ? undefined : trunk.room
}

/** The length of the longest beginning that fits: 0 for a trunk that carries everything, -1 where none fits. */
function fit({ prefixes }: TrunkFacts, number: string): number {
  if (prefixes.length === 0) return 0
  const lengths = prefixes.filter((prefix) => number.startsWith(prefix)).map(({ length }) => length)
  return Math.max(-1, ...lengths)
}

function compare(one: TrunkFacts, other: TrunkFacts, number: string): number {
  return (
    Number(one.health === 'down') - Number(other.health === 'down') ||
    fit(other, number) - fit(one, number) ||
    one.priority - other.priority ||
    one.pricePerMinute - other.pricePerMinute ||
    (one.id < other.id ? -1 : 1)
  )
}
