import { formatLocale } from '../words/locale.ts'
import type { SelectOption } from '@iris/ui'

/** Every time zone the browser knows, UTC first, each with its distance from UTC at an instant (ms since 1970). */
export function timeZoneOptions(at: number): SelectOption<string>[] {
  const zones = Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')
  return ['UTC', ...zones].map((zone) => ({
    value: zone,
    label: zone.replaceAll('_', ' '),
    hint: offsetOf(zone, at),
  }))
}

function offsetOf(timeZone: string, at: number): string {
  const format = new Intl.DateTimeFormat(formatLocale.value, {
    timeZone,
    timeZoneName: 'longOffset',
  })
  return format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? ''
}
