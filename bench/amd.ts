import { openLocalTts } from '../packages/speech/src/local-tts.ts'
import { heldOutSet } from '../packages/speech/src/amd-harness/greetings.ts'
import { errorRates, measureDetection } from '../packages/speech/src/amd-harness/report.ts'
import type { Figure } from './figures.ts'

/** How often detection errs on the held-out set, and how soon it speaks; see `npm run amd -w packages/speech`. */
export async function measureAmd(): Promise<Figure[]> {
  const tts = openLocalTts()
  try {
    const report = await measureDetection(heldOutSet, tts)
    const times = [...report.byWho.values()].flatMap(({ verdictAfterMs }) => verdictAfterMs)
    return [
      ...errorRates(report.byWho).map((line) => {
        const [name = '', value = ''] = line.split(': ')
        return { name, value }
      }),
      {
        name: 'slowest verdict after speech began',
        value: `${Math.max(...times)} ms`,
        target: '1500 ms',
      },
    ]
  } finally {
    await tts.close()
  }
}
