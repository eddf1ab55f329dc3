import * as fc from 'fast-check'

import { TestCase } from '../simulator/test-case.ts'
import { anyEvent } from './random-events.ts'

const key = fc.constantFrom('0', '1', '2', '9', '*', '#')
const block = fc.constantFrom('start', 'first', 'a', 'b', 'c', 'd', 'constructor')
const ms = fc.constantFrom(0, 1000, 60_000, 3_600_000)
const place = fc.record({ at: block, afterMs: ms }, { requiredKeys: [] })

const becomes = fc.oneof(
  fc.record({ kind: fc.constant('answered'), afterMs: ms, talkMs: ms }),
  fc.constant({ kind: 'timeout' }),
  fc.record({ kind: fc.constant('failed'), afterMs: ms }),
  fc.record({ kind: fc.constant('offer'), key, afterMs: ms }),
)

const step = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(key, place).map(([press, more]) => ({ press, ...more })) },
  { weight: 2, arbitrary: fc.tuple(fc.string(), place).map(([say, more]) => ({ say, ...more })) },
  { weight: 2, arbitrary: place.map((more) => ({ silent: true, ...more })) },
  { weight: 1, arbitrary: place.map((more) => ({ hangUp: true, ...more })) },
  { weight: 1, arbitrary: ms.map((waitMs) => ({ waitMs })) },
  {
    weight: 2,
    arbitrary: fc.tuple(anyEvent(), place).map(([outcome, more]) => ({ outcome, ...more })),
  },
)

/** Any case, whether it fits a flow or not; it expects nothing. */
export function anyCase(): fc.Arbitrary<TestCase> {
  return fc
    .record({
      given: fc.record({
        at: fc.constantFrom('2026-11-20T09:30:00Z', '2026-11-22T23:30:00+01:00'),
        seed: fc.nat(),
        queues: fc.dictionary(
          fc.constantFrom('Sales', 'Support', 'constructor'),
          fc.record({ becomes }),
        ),
        mocks: fc.dictionary(
          block,
          fc.oneof(anyEvent(), fc.array(anyEvent(), { minLength: 1, maxLength: 3 })),
          { maxKeys: 2 },
        ),
      }),
      steps: fc.array(step, { maxLength: 20 }),
    })
    .map((one) => TestCase.parse(one))
}
