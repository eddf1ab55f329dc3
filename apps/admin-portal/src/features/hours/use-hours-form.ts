import type { Hours, Me } from '@iris/contracts'
import type { UseForm } from '@iris/app-frame'
import { calendarContext, loadCalendarLibrary } from '@iris/app-frame/calendar'
import type { CalendarLibrary } from '@iris/app-frame/calendar'
import type { Api } from '@iris/api-client'
import { computed, ref, shallowReactive } from 'vue'
import type { Ref, ShallowRef } from 'vue'
import { nameProblem } from '../forms/use-name-form.ts'
import { useSavedForm } from '../forms/use-saved-form.ts'
import { problemsOf } from './calendar-problems.ts'
import { type HoursForm, hoursFormOf, usualCalendar } from './hours-form.ts'
import { hoursWords } from './hours-words.ts'

interface Options {
  readonly api: Api
  /** None for new ones. */
  readonly hours: () => Hours | undefined
  readonly tenant: Me['tenant'] | undefined
  readonly library: Readonly<ShallowRef<CalendarLibrary | undefined>>
  readonly mayEdit: () => boolean
}

/** The form of opening times. Each part says what is wrong with it once somebody was there, or has tried to save. */
export function useHoursForm({ api, hours, tenant, library, mayEdit }: Options): {
  readonly filledIn: UseForm<HoursForm, Hours>
  /** Whose holidays are shown. */
  readonly year: Ref<number>
} {
  const calendar = usualCalendar(tenant ?? { country: 'US', timeZone: 'UTC' })
  const fresh = { name: '', calendar }
  const touched = shallowReactive(new Set<string>())

  const form: UseForm<HoursForm, Hours> = useSavedForm<HoursForm, HoursForm, Hours>({
    saved: () => hours() ?? fresh,
    formOf: hoursFormOf,
    checks: {
      name: nameProblem,
      calendar: () => {
        touched.add('')
        if (!library.value) return hoursWords('form.loading')
        return problems.value.some(({ severity }) => severity === 'error')
          ? hoursWords('form.wrong')
          : ''
      },
    },
    send: async ({ name, calendar: draft }) => {
      const { Calendar } = await loadCalendarLibrary()
      const body = { name, calendar: Calendar.parse(draft) }
      const id = hours()?.id
      return id === undefined
        ? api.send('createHours', { body })
        : api.send('updateHours', { params: { id }, body })
    },
  })

  const problems = computed(() =>
    library.value ? problemsOf(form.form.calendar, library.value) : [],
  )
  const isTouched = (at: string) =>
    [...touched].some((part) => at === part || at.startsWith(`${part}/`))
  const shown = computed(() => problems.value.filter(({ at }) => isTouched(at)))

  calendarContext.provide(
    computed(() => ({
      readonly: !mayEdit(),
      problemsAt: (part) => shown.value.filter(({ at }) => at === part),
      problemsWithin: (part) =>
        shown.value.filter(({ at }) => at === part || at.startsWith(`${part}/`)),
      touch: (part) => touched.add(part),
    })),
  )
  return { filledIn: form, year: ref(new Date().getUTCFullYear()) }
}
