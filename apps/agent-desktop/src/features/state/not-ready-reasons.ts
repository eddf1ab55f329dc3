import type { NotReadyReason } from '@iris/contracts'

/** The contract's reasons in the order menus show them; the type makes the compiler compare the two. */
const reasons = {
  break: true,
  lunch: true,
  meeting: true,
  training: true,
  back_office: true,
  technical: true,
} as const satisfies Record<NotReadyReason, true>

function isReason(key: string): key is NotReadyReason {
  return key in reasons
}

export const notReadyReasons: readonly NotReadyReason[] = Object.keys(reasons).filter(isReason)
