import type { FlowDocument } from '@iris/contracts'
import type { Api } from '@iris/api-client'
import {
  type Answer,
  answer,
  beginSimulation,
  type Given,
  goOn,
  rewind,
  type Simulation,
} from '@iris/flow/simulator'
import type { ShallowRef } from 'vue'
import { shallowRef } from 'vue'
import { loadProgram } from './load-program.ts'

interface Lab {
  /** The call as it stands; nothing before the first. */
  readonly simulation: Readonly<ShallowRef<Simulation | undefined>>
  /** Why the last thing was not done, in words. */
  readonly refusal: Readonly<ShallowRef<string>>
  readonly failure: Readonly<ShallowRef<unknown>>
  readonly isStarting: Readonly<ShallowRef<boolean>>
  readonly start: (document: FlowDocument, given: Given) => Promise<void>
  /** Something the caller does. */
  readonly act: (what: Answer) => void
  /** Lets happen what usually does. */
  readonly goOn: () => void
  /** Takes back all but so many moves. */
  readonly rewind: (moves: number) => void
}

/** A call that is tried without a telephone. */
export function useLab(api: Api, flowName: () => string): Lab {
  const simulation = shallowRef<Simulation>()
  const refusal = shallowRef('')
  const failure = shallowRef<unknown>()
  const isStarting = shallowRef(false)

  function move(next: Simulation): void {
    refusal.value = ''
    simulation.value = next
  }

  return {
    simulation,
    refusal,
    failure,
    isStarting,
    start: async (document, given) => {
      isStarting.value = true
      failure.value = undefined
      try {
        const program = await loadProgram(api, { name: flowName(), version: null, document })
        move(beginSimulation(program, given))
      } catch (error) {
        failure.value = error
      } finally {
        isStarting.value = false
      }
    },
    act: (what) => {
      if (simulation.value === undefined) return
      const answered = answer(simulation.value, what)
      if (answered.kind === 'moved') move(answered.simulation)
      else refusal.value = answered.reason
    },
    goOn: () => {
      if (simulation.value !== undefined) move(goOn(simulation.value))
    },
    rewind: (moves) => {
      if (simulation.value !== undefined) move(rewind(simulation.value, moves))
    },
  }
}
