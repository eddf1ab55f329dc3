import { evaluate, fillIn, isTrue, sampleValues, givenScope } from '@iris/flow'
import type { Figure } from './figures.ts'

/** Variables as a call has them, and a large answer of a server beside them, which no other expression should pay for. */
const values = {
  ...sampleValues(givenScope),
  http: { status: 200, body: Array.from({ length: 10_000 }, (_, id) => ({ id, name: `n${id}` })) },
}

const list = Array.from({ length: 1000 }, (_, index) => index)

/** What expressions cost that flows use again and again, and what the most costly one may. */
export async function measureExpressions(): Promise<Figure[]> {
  return [
    perCall('a comparison', '5 µs', () => isTrue('queue.waiting > 5', values)),
    perCall('two conditions on texts', '5 µs', () =>
      isTrue('caller.number.startsWith("+49") && lower(menu.speech).contains("sales")', values),
    ),
    perCall('a text with two values', '5 µs', () =>
      fillIn('Hello {{ caller.name }}, you are number {{ queue.position + 1 }}.', values),
    ),
    perCall('a field that is missing', '5 µs', () => evaluate('caller.city', values)),
    worst('lists in lists without end'),
  ]
}

function perCall(name: string, target: string, run: () => unknown): Figure {
  const count = 100_000
  for (let index = 0; index < count / 10; index += 1) run()
  const began = performance.now()
  for (let index = 0; index < count; index += 1) run()
  const micros = ((performance.now() - began) / count) * 1000
  return { name, value: `${micros.toFixed(2)} µs`, target }
}

function worst(name: string): Figure {
  const source = 'list.all(a, list.all(b, list.all(c, a + b + c >= 0)))'
  const began = performance.now()
  evaluate(source, { list })
  return { name, value: `${(performance.now() - began).toFixed(1)} ms`, target: '50 ms' }
}
