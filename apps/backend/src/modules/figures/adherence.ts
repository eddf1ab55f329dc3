import { type Activity, activities, type TimelineEntry } from '@iris/contracts'

/** What an agent is in, without a time. */
type Doing = Pick<TimelineEntry, 'state' | 'reason'>

const working = ['available', 'offering', 'in_call', 'wrap_up'] as const

/** What agrees with an activity (docs/metrics.md): with work, taking contacts; with all else, not ready for just that. */
export function agreeingWith(activity: Activity): readonly Doing[] {
  if (activity === 'work') return working.map((state) => ({ state, reason: null }))
  return [{ state: 'not_ready', reason: activity }]
}

/** Every activity with every state, and reason, that agrees with it. */
export const agreements: readonly (Doing & { readonly activity: Activity })[] = activities.flatMap(
  (activity) => agreeingWith(activity).map((doing) => ({ activity, ...doing })),
)
