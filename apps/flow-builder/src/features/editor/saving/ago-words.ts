import { formatLocale } from '@iris/app-frame'

/** How long ago, as people say it: `12 seconds ago`, `3 minutes ago`. Both in ms since 1970. */
export function agoWords(atMs: number, nowMs: number): string {
  const relative = new Intl.RelativeTimeFormat(formatLocale.value, { numeric: 'auto' })
  const seconds = Math.max(0, Math.round((nowMs - atMs) / 1000))
  if (Number.isNaN(seconds)) return ''
  if (seconds < 60) return relative.format(-seconds, 'second')
  if (seconds < 3600) return relative.format(-Math.floor(seconds / 60), 'minute')
  if (seconds < 86_400) return relative.format(-Math.floor(seconds / 3600), 'hour')
  return relative.format(-Math.floor(seconds / 86_400), 'day')
}
