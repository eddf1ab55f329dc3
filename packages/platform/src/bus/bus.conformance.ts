import { describe } from 'vitest'
import { consuming } from './conformance/consuming.conformance.ts'
import { failing } from './conformance/failing.conformance.ts'
import { publishing } from './conformance/publishing.conformance.ts'
import type { BusPace, BusProcess } from './conformance/setup.ts'
import { watching } from './conformance/watching.conformance.ts'

/** What every driver of the bus must do. `open` starts another process, ended by the suite. */
export function busConformance(name: string, open: (pace?: BusPace) => Promise<BusProcess>): void {
  describe(`on ${name}`, () => {
    describe('publishing', () => {
      publishing(open)
    })
    describe('watching', () => {
      watching(open)
    })
    describe('consuming', () => {
      consuming(open)
    })
    describe('failing', () => {
      failing(open)
    })
  })
}
