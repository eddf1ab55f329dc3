import { tryScenario, waitScenarios } from '../packages/routing/src/testing/wait-scenarios.ts'
import type { Figure } from './figures.ts'

const seeds = [1, 2, 3, 4, 5]
const contacts = 50_000

/** How the expected wait errs on simulated queues, beside the predictor that knows the true rates; the worst of five runs. */
export function measureExpectedWait(): Promise<Figure[]> {
  const figures = waitScenarios.flatMap((scenario): Figure[] => {
    const results = seeds.map((seed) => tryScenario(scenario, seed, contacts))
    const covered = results.map(({ coverage }) => 100 * coverage)
    return [
      {
        name: `${scenario.name}: error`,
        value: `${Math.max(...results.map(({ ratio }) => ratio)).toFixed(3)} × the knowing one`,
        target: '1.10 ×',
      },
      {
        name: `${scenario.name}: interval`,
        value: `${Math.min(...covered).toFixed(1)} to ${Math.max(...covered).toFixed(1)} % covered`,
        target: '88 to 92 %',
      },
    ]
  })
  return Promise.resolve(figures)
}
