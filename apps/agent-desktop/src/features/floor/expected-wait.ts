import type { ExpectedWaitError } from '@iris/contracts'
import { formatDuration } from '@iris/ui'
import { percentText } from './figures.ts'
import { floorWords } from './floor-words.ts'

/** How far off expected waits are, in a few signs: "± 40 s", "± 2:05"; "± ?" until it is known. */
export function errorText(error: ExpectedWaitError | null): string {
  return floorWords('queues.expected.error', { time: error ? spanText(error) : '?' })
}

/** What an expected wait is worth, in a sentence. */
export function worthText(
  waitS: number | null,
  error: ExpectedWaitError | null,
  locale: string,
): string {
  if (waitS === null) return floorWords('queues.expected.unknown')
  if (!error) return floorWords('queues.expected.noError')
  const share = percentText(error.coverage, locale)
  return floorWords('queues.expected.held', { time: spanText(error), share, count: error.of })
}

function spanText({ meanAbsoluteS }: ExpectedWaitError): string {
  return meanAbsoluteS < 100
    ? floorWords('queues.expected.seconds', { count: meanAbsoluteS })
    : formatDuration(meanAbsoluteS * 1000)
}
