import type { CalendarDraft, OverrideDraft, Span } from './calendar-draft.ts'

/** What happens on a holiday. */
export type HolidayRule =
  | { readonly kind: 'closed' }
  /** As on any other day. */
  | { readonly kind: 'open' }
  | { readonly kind: 'hours'; readonly hours: readonly Span[] }

interface Named {
  readonly name: string
  readonly names?: readonly string[]
}

/** Closed, unless the calendar says otherwise by any of the holiday’s names. */
export function ruleOf({ holidays }: CalendarDraft, holiday: Named): HolidayRule {
  const own = holidays.overrides.find((override) => isOf(override, holiday))
  if (own?.hours !== undefined) return { kind: 'hours', hours: own.hours }
  if (own !== undefined) return { kind: 'closed' }
  return { kind: holidays.without.some((name) => isNamed(holiday, name)) ? 'open' : 'closed' }
}

/** The calendar with another rule for a holiday. */
export function withRule(
  calendar: CalendarDraft,
  holiday: Named,
  rule: HolidayRule,
): CalendarDraft {
  const { holidays } = calendar
  const without = holidays.without.filter((name) => !isNamed(holiday, name))
  const overrides = holidays.overrides.filter((override) => !isOf(override, holiday))
  const { name } = holiday
  return {
    ...calendar,
    holidays: {
      ...holidays,
      without: rule.kind === 'open' ? [...without, name] : without,
      overrides:
        rule.kind === 'hours'
          ? [...overrides, { holiday: name, hours: [...rule.hours] }]
          : overrides,
    },
  }
}

function isOf({ holiday: named }: OverrideDraft, holiday: Named): boolean {
  return named !== undefined && isNamed(holiday, named)
}

function isNamed({ name, names = [] }: Named, wanted: string): boolean {
  const plain = wanted.trim().toLowerCase()
  return [name, ...names].some((one) => one.toLowerCase() === plain)
}
