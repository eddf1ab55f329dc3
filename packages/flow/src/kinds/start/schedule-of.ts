import type { FlowDocument } from '@iris/contracts'
import { startOf } from '../../document/blocks.ts'
import type { FlowSchedule } from '../../schedule/schedule.ts'
import { StartSettings } from './start.ts'

/** When a flow begins by itself; `undefined` for one that does not, or whose start is not right. */
export function scheduleOf(document: FlowDocument): FlowSchedule | undefined {
  const start = startOf(document)
  const { data } = StartSettings.safeParse(start && document.blocks[start]?.settings)
  if (data?.schedule === 'every') return { kind: 'every', minutes: data.everyMinutes }
  if (data?.schedule !== 'at') return undefined
  const times = data.times.map(({ days, at }) => ({ days: weekdays(days), minute: minuteOf(at) }))
  return { kind: 'at', timeZone: data.timeZone, times }
}

function weekdays(days: string): number[] {
  if (days === 'all') return [1, 2, 3, 4, 5, 6, 7]
  return days === 'weekdays' ? [1, 2, 3, 4, 5] : [Number(days)]
}

function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
}
