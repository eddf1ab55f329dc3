import type { CalendarDraft, ClosureDraft, OverrideDraft } from '@iris/app-frame/calendar'
import { z } from 'zod'
import type { Settings } from '../edit.ts'

const text = z.string().catch('')
const some = <Item extends z.ZodType>(item: Item) => z.array(item).catch([])

const Span = z.object({ from: text, to: text }).catch({ from: '', to: '' })

const WeeklySpan = z
  .object({ days: some(z.number()), from: text, to: text })
  .catch({ days: [], from: '', to: '' })

const Override = z
  .object({
    date: z.string().optional().catch(undefined),
    holiday: z.string().optional().catch(undefined),
    closed: z.literal(true).optional().catch(undefined),
    hours: z.array(Span).optional().catch(undefined),
    title: z.string().optional().catch(undefined),
  })
  .catch({})

const Closure = z
  .object({ from: text, to: text, title: z.string().optional().catch(undefined) })
  .catch({ from: '', to: '' })

const Holidays = z
  .object({
    country: z.string().optional().catch(undefined),
    region: z.string().optional().catch(undefined),
    without: some(z.string()),
    overrides: some(Override),
  })
  .catch({ country: undefined, region: undefined, without: [], overrides: [] })

/** A calendar that may be unfinished: every part is there to be edited, and none has to be right. */
const Draft = z.object({
  timeZone: z.string().catch('UTC'),
  open: some(WeeklySpan),
  holidays: Holidays,
  closures: some(Closure),
  closedOn: some(z.string()),
})

/** The calendar in settings that may be anything; what is of another shape counts as empty. */
export function readCalendar(settings: Settings): CalendarDraft {
  return Draft.parse(settings)
}

/** The settings for a calendar: what is empty is left out, as it is where nobody has edited. */
export function calendarSettings(draft: CalendarDraft): Settings {
  const { timeZone, open, holidays, closures, closedOn } = draft
  const { country, region, without, overrides } = holidays
  const kept = {
    ...(country !== undefined && { country }),
    ...(region !== undefined && { region }),
    ...(without.length > 0 && { without }),
    ...(overrides.length > 0 && { overrides: overrides.map(defined) }),
  }
  return {
    timeZone,
    open,
    ...(Object.keys(kept).length > 0 && { holidays: kept }),
    ...(closures.length > 0 && { closures: closures.map(defined) }),
    ...(closedOn.length > 0 && { closedOn }),
  }
}

/** Without the keys that have no value: JSON knows none. */
function defined(part: OverrideDraft | ClosureDraft): Settings {
  const has = (entry: [string, OverrideDraft[keyof OverrideDraft]]): entry is [string, string] =>
    entry[1] !== undefined
  return Object.fromEntries(Object.entries(part).filter(has))
}
